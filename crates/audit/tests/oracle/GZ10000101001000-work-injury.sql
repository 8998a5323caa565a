-- 规则1 药品限工伤保险：药品在知识点内，而本次就诊不是按限定的险种结算。险种未上传：未评估。
SELECT DISTINCT l.psn_no, l.mdtrt_id, l.feedetl_sn, l.covered AS amount
FROM covered_line l
JOIN "drug-work-injury 编码" k ON k."一码" = l.med_list_codg AND l."day" >= k."施行" AND l."day" < k."止"
WHERE l."day" >= '2025-08-15'
  AND strpos('|' || k."限定" || '|', '|' || l."险种" || '|') = 0
