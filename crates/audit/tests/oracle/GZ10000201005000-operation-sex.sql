-- 规则39 手术操作编码与性别不符：手术操作限定性别，而登记性别与之相反；性别发育异常、性染色体异常不适用。
SELECT DISTINCT v.psn_no, v.mdtrt_id, '' AS feedetl_sn, 0 AS amount
FROM operations o
JOIN visit v ON v.psn_no = o.psn_no AND v.fixmedins_code = o.fixmedins_code AND v.mdtrt_id = o.mdtrt_id
JOIN "op-sex 编码" k
  ON (strpos(k."一码", '-') = 0 AND starts_with(o.oprn_oprt_code, k."一码")
       OR strpos(k."一码", '-') > 0
          AND substr(o.oprn_oprt_code, 1, length(split_part(k."一码", '-', 1))) >= split_part(k."一码", '-', 1)
          AND substr(o.oprn_oprt_code, 1, length(split_part(k."一码", '-', 2))) <= split_part(k."一码", '-', 2))
LEFT ANTI JOIN intersex_visit x ON x.psn_no = v.psn_no AND x.fixmedins_code = v.fixmedins_code AND x.mdtrt_id = v.mdtrt_id
WHERE coalesce(substr(o.oprn_oprt_date, 1, 10), v.begin_day) >= '2026-02-12' AND v."性别" <> k."限定"
