-- 规则67 药品区分性别使用：登记性别与限定性别相反。
SELECT DISTINCT l.psn_no, l.mdtrt_id, l.feedetl_sn, l.covered AS amount
FROM covered_line l
JOIN "drug-sex 编码" k ON k."一码" = l.med_list_codg AND l."day" >= k."施行" AND l."day" < k."止"
WHERE l."day" >= '2025-06-01'
  AND l."性别" <> k."限定"
