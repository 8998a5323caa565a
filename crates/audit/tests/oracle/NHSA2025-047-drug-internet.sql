-- 规则47 超互联网医院药品支付范围：就医方式为互联网诊疗，而药品在表内。
SELECT DISTINCT l.psn_no, l.mdtrt_id, l.feedetl_sn, l.covered AS amount
FROM covered_line l
JOIN "drug-internet 编码" k ON k."一码" = l.med_list_codg AND l."day" >= k."施行" AND l."day" < k."止"
WHERE l."day" >= '2026-04-28'
  AND strpos('|' || k."限定" || '|', '|' || l."就医方式" || '|') > 0
