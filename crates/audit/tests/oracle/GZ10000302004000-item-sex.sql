-- 规则81 医疗服务项目区分性别使用：登记性别与限定性别相反；两性畸形、染色体异常的就诊不适用。
WITH limited AS (
    SELECT "一码", "限定", "施行", "止" FROM "item-sex 编码" UNION ALL
    SELECT "一码", "限定", "施行", "止" FROM "item-sex-typical 编码"
)
SELECT DISTINCT l.psn_no, l.mdtrt_id, l.feedetl_sn, l.covered AS amount
FROM covered_line l
JOIN limited k ON k."一码" = l.med_list_codg AND l."day" >= k."施行" AND l."day" < k."止"
LEFT ANTI JOIN intersex_visit x
  ON x.psn_no = l.psn_no AND x.fixmedins_code = l.fixmedins_code AND x.mdtrt_id = l.mdtrt_id
WHERE l."day" >= '2025-06-01' AND l."性别" <> k."限定"
