-- 规则80 医疗服务项目儿童专用：当日年龄超出限定；未写年龄的以未满18周岁为儿童。
SELECT DISTINCT l.psn_no, l.mdtrt_id, l.feedetl_sn, l.covered AS amount
FROM covered_line l
JOIN "item-child-only 编码" k ON k."一码" = l.med_list_codg AND l."day" >= k."施行" AND l."day" < k."止"
WHERE l."day" >= '2025-06-01'
  AND (CASE WHEN k."年龄下限" LIKE '%岁' THEN l."岁" WHEN k."年龄下限" LIKE '%月' THEN l."月" ELSE l."天" END < CAST(replace(replace(replace(k."年龄下限", '岁', ''), '月', ''), '天', '') AS INT)
       OR CASE WHEN k."年龄上限" LIKE '%岁' THEN l."岁" WHEN k."年龄上限" LIKE '%月' THEN l."月" ELSE l."天" END > CAST(replace(replace(replace(k."年龄上限", '岁', ''), '月', ''), '天', '') AS INT)
       OR k."年龄上限" IS NULL AND l."岁" > 17)
