-- 规则40 诊断编码与手术操作编码不符：主诊断与手术操作在知识表中列为互不相关的组合。
SELECT DISTINCT o.psn_no, o.mdtrt_id, '' AS feedetl_sn, 0 AS amount
FROM operations o
JOIN diagnoses d ON d.psn_no = o.psn_no AND d.fixmedins_code = o.fixmedins_code AND d.mdtrt_id = o.mdtrt_id AND d.maindiag_flag = '1'
JOIN (SELECT "一码", unnest(string_to_array("诊断", '|')) AS dx FROM "op-dx-mismatch 编码") k
  ON (strpos(k."一码", '-') = 0 AND starts_with(o.oprn_oprt_code, k."一码")
       OR strpos(k."一码", '-') > 0
          AND substr(o.oprn_oprt_code, 1, length(split_part(k."一码", '-', 1))) >= split_part(k."一码", '-', 1)
          AND substr(o.oprn_oprt_code, 1, length(split_part(k."一码", '-', 2))) <= split_part(k."一码", '-', 2))
 AND (strpos(k.dx, '-') = 0 AND starts_with(d.diag_code, k.dx)
       OR strpos(k.dx, '-') > 0
          AND substr(d.diag_code, 1, length(split_part(k.dx, '-', 1))) >= split_part(k.dx, '-', 1)
          AND substr(d.diag_code, 1, length(split_part(k.dx, '-', 2))) <= split_part(k.dx, '-', 2))
WHERE substr(o.oprn_oprt_date, 1, 10) >= '2026-02-12'
