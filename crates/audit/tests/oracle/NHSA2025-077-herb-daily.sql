-- 规则77 中药饮片超量上传：数量除以剂数（天数）得日用量，同一处方同一天的同一味各行合计，超过每日最大用量。
-- 没有天数：未评估。违规金额按发生先后计算，为超出部分在各行日用量中所占的比例。
-- 日用量除不尽，比较与取整时各放宽千分之一个最小单位与千万分之一分。
WITH named AS (
    SELECT DISTINCT l.psn_no, l.fixmedins_code, l.mdtrt_id, l.feedetl_sn, l.fen, l.parts, l.prd_days, l."处方", l."day",
           l.fee_ocur_time, k."知识点", CAST(CAST(k."上限" AS DECIMAL(18, 4)) * 10000 AS BIGINT) AS most
    FROM covered_line l
    JOIN "herb-daily-max 编码" k
      ON (k."一码" = l.med_list_codg OR k."一码" = '名:' || l.medins_list_name)
     AND l."day" >= k."施行" AND l."day" < k."止"
    WHERE l."day" >= '2026-02-12' AND l."种类" = '中药饮片' AND l.prd_days > 0
),
given AS (
    SELECT l.psn_no, l.mdtrt_id, l.feedetl_sn, l.fen, l.most, CAST(l.parts AS DOUBLE) / l.prd_days AS daily,
           sum(CAST(l.parts AS DOUBLE) / l.prd_days)
               OVER (PARTITION BY l.psn_no, l.fixmedins_code, l.mdtrt_id, l."处方", l."day", l."知识点"
                     ORDER BY l.fee_ocur_time, l.feedetl_sn ROWS UNBOUNDED PRECEDING) AS so_far
    FROM named l
)
SELECT psn_no, mdtrt_id, feedetl_sn, max(amount) AS amount
FROM (
    SELECT psn_no, mdtrt_id, feedetl_sn,
           CAST(CAST(floor(fen * least(daily, so_far - most) / daily + 0.5000001) AS BIGINT) AS DECIMAL(18, 2)) / 100 AS amount
    FROM given
    WHERE so_far - most > 0.001
) beyond
GROUP BY psn_no, mdtrt_id, feedetl_sn
