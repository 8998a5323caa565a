-- 规则31 医疗服务项目周期超频次：当日往前数的滚动周期内（含当日，跨机构）收取同一项目的次数超过上限。
-- 试行、知识点施行以前收取的计入次数，本身不判。违规金额为超出次数的纳入医保金额。
WITH charged AS (
    SELECT l.psn_no, l.mdtrt_id, l.feedetl_sn, l.fen, l.parts, l.fee_ocur_time, k."知识点",
           CAST(CAST(k."上限" AS DECIMAL(18, 4)) * 10000 AS BIGINT) AS most, CAST(k."滚动天数" AS INT) AS days,
           CAST(CAST(l."day" AS DATE) AS INT) AS on_day,
           l."day" >= '2026-01-15' AND l."day" >= k."施行" AND l."day" < k."止" AS judged
    FROM covered_line l
    JOIN "item-rolling 编码" k ON k."一码" = l.med_list_codg
),
counted AS (
    SELECT c.psn_no, c.mdtrt_id, c.feedetl_sn, c."知识点", max(c.fen) AS fen, max(c.parts) AS parts, max(c.most) AS most,
           sum(e.parts) AS so_far
    FROM charged c
    JOIN charged e ON e.psn_no = c.psn_no AND e."知识点" = c."知识点"
     AND e.on_day > c.on_day - c.days
     AND e.fee_ocur_time || e.mdtrt_id || e.feedetl_sn <= c.fee_ocur_time || c.mdtrt_id || c.feedetl_sn
    WHERE c.judged
    GROUP BY c.psn_no, c.mdtrt_id, c.feedetl_sn, c."知识点"
)
SELECT psn_no, mdtrt_id, feedetl_sn,
       CAST((2 * fen * (least(parts, so_far - most)) + parts) / (2 * parts) AS DECIMAL(18, 2)) / 100 AS amount
FROM counted
WHERE so_far > most
