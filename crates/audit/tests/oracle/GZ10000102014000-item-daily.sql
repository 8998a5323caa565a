-- 规则27 医疗服务项目限定频次：同一参保人同一自然日内收取数量超过上限。
-- 上限的单位是日、项目按小时或半日计价的，折算为24小时、2个半日。按小时计价的，各机构合计；按日计价的，每家机构各自计算。
-- 违规金额按发生先后计算，为超出上限部分所占的纳入医保金额。
WITH point AS (
    SELECT "知识点", "一码", CAST(CAST("上限" AS DECIMAL(18, 4)) * 10000 AS BIGINT)
               * CASE "计价单位" WHEN '小时' THEN 24 WHEN '半日' THEN 2 ELSE 1 END AS most,
           coalesce("计价单位", "单位") AS "单位", "施行", "止"
    FROM "item-frequency 编码"
    UNION ALL
    SELECT "知识点", "一码", CAST(CAST("上限" AS DECIMAL(18, 4)) * 10000 AS BIGINT), "单位", "施行", "止"
    FROM "item-frequency-typical 编码"
),
charged AS (
    SELECT l.psn_no, l.mdtrt_id, l.feedetl_sn, l.fen, l.parts, k.most,
           sum(l.parts) OVER (PARTITION BY l.psn_no, l."day", k."知识点",
                                         CASE k."单位" WHEN '小时' THEN '' ELSE l.fixmedins_code END
                            ORDER BY l.fee_ocur_time, l.mdtrt_id, l.feedetl_sn ROWS UNBOUNDED PRECEDING) AS so_far
    FROM covered_line l
    JOIN point k ON k."一码" = l.med_list_codg AND l."day" >= k."施行" AND l."day" < k."止"
    WHERE l."day" >= '2026-01-15'
)
SELECT psn_no, mdtrt_id, feedetl_sn,
       CAST((2 * fen * (least(parts, so_far - most)) + parts) / (2 * parts) AS DECIMAL(18, 2)) / 100 AS amount
FROM charged
WHERE so_far > most
