-- 规则2 药品限生育保险：药品在知识点内，而本次不是生育保险待遇；生育医疗类别视同生育险种。
SELECT DISTINCT l.psn_no, l.mdtrt_id, l.feedetl_sn, l.covered AS amount
FROM covered_line l
JOIN "drug-maternity 编码" k ON k."一码" = l.med_list_codg AND l."day" >= k."施行" AND l."day" < k."止"
WHERE l."day" >= '2025-08-15'
  AND strpos('|' || k."限定" || '|', '|' || l."险种" || '|') = 0
