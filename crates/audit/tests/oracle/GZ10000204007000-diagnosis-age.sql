-- 规则55 诊断与患者年龄不符：诊断编码只见于某一年龄段，而就诊当日的年龄不在该年龄段内，含端点。
WITH l AS (
    SELECT v.psn_no, v.mdtrt_id, d.diag_code, v.begin_day,
           CAST(substr(v.begin_day, 1, 4) AS INT) - CAST(substr(v.brdy, 1, 4) AS INT)
               - CASE WHEN substr(v.begin_day, 6) < substr(v.brdy, 6) THEN 1 ELSE 0 END AS "岁",
           (CAST(substr(v.begin_day, 1, 4) AS INT) - CAST(substr(v.brdy, 1, 4) AS INT)) * 12
               + CAST(substr(v.begin_day, 6, 2) AS INT) - CAST(substr(v.brdy, 6, 2) AS INT)
               - CASE WHEN substr(v.begin_day, 9) < substr(v.brdy, 9) THEN 1 ELSE 0 END AS "月",
           CAST(CAST(v.begin_day AS DATE) AS INT) - CAST(CAST(v.brdy AS DATE) AS INT) AS "天"
    FROM diagnoses d
    JOIN visit v ON v.psn_no = d.psn_no AND v.fixmedins_code = d.fixmedins_code AND v.mdtrt_id = d.mdtrt_id
)
SELECT DISTINCT l.psn_no, l.mdtrt_id, '' AS feedetl_sn, 0 AS amount
FROM l
JOIN "dx-age 编码" k
  ON (strpos(k."一码", '-') = 0 AND starts_with(l.diag_code, k."一码")
       OR strpos(k."一码", '-') > 0
          AND substr(l.diag_code, 1, length(split_part(k."一码", '-', 1))) >= split_part(k."一码", '-', 1)
          AND substr(l.diag_code, 1, length(split_part(k."一码", '-', 2))) <= split_part(k."一码", '-', 2))
WHERE l.begin_day >= '2026-02-12'
  AND (CASE WHEN k."年龄下限" LIKE '%岁' THEN l."岁" WHEN k."年龄下限" LIKE '%月' THEN l."月" ELSE l."天" END < CAST(replace(replace(replace(k."年龄下限", '岁', ''), '月', ''), '天', '') AS INT)
       OR CASE WHEN k."年龄上限" LIKE '%岁' THEN l."岁" WHEN k."年龄上限" LIKE '%月' THEN l."月" ELSE l."天" END > CAST(replace(replace(replace(k."年龄上限", '岁', ''), '月', ''), '天', '') AS INT))
