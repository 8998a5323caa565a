-- 规则5 药品限二线使用：知识点未列一线药品，数据中没有凭据，即为可疑。
SELECT DISTINCT l.psn_no, l.mdtrt_id, l.feedetl_sn, l.covered AS amount
FROM covered_line l
JOIN "drug-second-line 编码" k ON k."一码" = l.med_list_codg AND l."day" >= k."施行" AND l."day" < k."止"
WHERE l."day" >= '2026-05-01' AND k."一线编码" IS NULL
