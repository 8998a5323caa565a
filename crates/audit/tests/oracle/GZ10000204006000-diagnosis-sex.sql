-- 规则54 诊断与患者性别不符：任一诊断编码限定性别，而登记性别与之相反；两性畸形、性染色体异常不适用。
SELECT DISTINCT v.psn_no, v.mdtrt_id, '' AS feedetl_sn, 0 AS amount
FROM diagnoses d
JOIN visit v ON v.psn_no = d.psn_no AND v.fixmedins_code = d.fixmedins_code AND v.mdtrt_id = d.mdtrt_id
JOIN "dx-sex 编码" k
  ON (strpos(k."一码", '-') = 0 AND starts_with(d.diag_code, k."一码")
       OR strpos(k."一码", '-') > 0
          AND substr(d.diag_code, 1, length(split_part(k."一码", '-', 1))) >= split_part(k."一码", '-', 1)
          AND substr(d.diag_code, 1, length(split_part(k."一码", '-', 2))) <= split_part(k."一码", '-', 2))
LEFT ANTI JOIN intersex_visit x ON x.psn_no = v.psn_no AND x.fixmedins_code = v.fixmedins_code AND x.mdtrt_id = v.mdtrt_id
WHERE v.begin_day >= '2026-02-12' AND v."性别" <> k."限定"
