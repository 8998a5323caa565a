-- 规则77 中药饮片超量上传：数量除以剂数（天数）得日用量，超过每日最大用量。没有天数：未评估。
-- 违规金额按超出部分在日用量中所占的比例计算。
SELECT psn_no, mdtrt_id, feedetl_sn, max(amount) AS amount
FROM (
    SELECT l.psn_no, l.mdtrt_id, l.feedetl_sn,
           CAST((2 * l.fen * (l.parts - k.most * l.prd_days) + l.parts) / (2 * l.parts) AS DECIMAL(18, 2)) / 100 AS amount
    FROM covered_line l
    JOIN (SELECT *, CAST(CAST("上限" AS DECIMAL(18, 4)) * 10000 AS BIGINT) AS most FROM "herb-daily-max 编码") k
      ON (k."一码" = l.med_list_codg OR k."一码" = '名:' || l.medins_list_name)
     AND l."day" >= k."施行" AND l."day" < k."止"
    WHERE l."day" >= '2026-02-12' AND l."种类" = '中药饮片' AND l.prd_days > 0
      AND l.parts > k.most * l.prd_days
) beyond
GROUP BY psn_no, mdtrt_id, feedetl_sn
