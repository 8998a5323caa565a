-- 规则13 药品限就医方式：本次就医方式不在限定之列。限住院的含日间手术。就医方式无法确定：未评估。
SELECT DISTINCT l.psn_no, l.mdtrt_id, l.feedetl_sn, l.covered AS amount
FROM covered_line l
JOIN "drug-visit-type 编码" k ON k."一码" = l.med_list_codg AND l."day" >= k."施行" AND l."day" < k."止"
WHERE l."day" >= '2025-08-20'
  AND strpos('|' || k."限定" || '|', '|' || l."就医方式" || '|') = 0
  AND NOT (l."就医方式" = '日间手术' AND strpos('|' || k."限定" || '|', '|住院|') > 0)
