-- 规则12 药品限医疗机构级别：机构级别低于限定级别。级别未知：未评估。
SELECT DISTINCT l.psn_no, l.mdtrt_id, l.feedetl_sn, l.covered AS amount
FROM covered_line l
JOIN "drug-level 编码" k ON k."一码" = l.med_list_codg AND l."day" >= k."施行" AND l."day" < k."止"
WHERE l."day" >= '2025-08-25'
  AND l."级别" < CASE k."限定" WHEN '三级' THEN 3 WHEN '二级' THEN 2 WHEN '一级' THEN 1 END
