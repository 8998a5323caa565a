-- 规则8 药品限适应症：本次就诊的全部诊断（编码与名称）都不在限定病种范围内。没有诊断：未评估。
WITH hit AS (
    SELECT l.psn_no, l.fixmedins_code, l.mdtrt_id, l.feedetl_sn, l.covered, k."知识点"
    FROM covered_line l
    JOIN "drug-indication 编码" k ON k."一码" = l.med_list_codg AND l."day" >= k."施行" AND l."day" < k."止"
    WHERE l."day" >= '2026-06-01'
),
diagnosis AS (SELECT DISTINCT diag_code, coalesce(diag_name, '') AS diag_name FROM diagnoses),
fits AS (
    SELECT r."知识点", d.diag_code, d.diag_name
    FROM (SELECT "知识点", unnest(string_to_array("诊断", '|')) AS r FROM "drug-indication") r
    JOIN diagnosis d
      ON (strpos(r.r, '-') = 0 AND starts_with(d.diag_code, r.r)
          OR strpos(r.r, '-') > 0
             AND substr(d.diag_code, 1, length(split_part(r.r, '-', 1))) >= split_part(r.r, '-', 1)
             AND substr(d.diag_code, 1, length(split_part(r.r, '-', 2))) <= split_part(r.r, '-', 2))
    UNION
    SELECT w."知识点", d.diag_code, d.diag_name
    FROM (SELECT "知识点", unnest(string_to_array("诊断词", '|')) AS w FROM "drug-indication") w
    JOIN diagnosis d ON strpos(d.diag_name, w.w) > 0
),
justified AS (
    SELECT DISTINCT h.psn_no, h.fixmedins_code, h.mdtrt_id, h.feedetl_sn, h."知识点"
    FROM hit h
    JOIN diagnoses d ON d.psn_no = h.psn_no AND d.fixmedins_code = h.fixmedins_code AND d.mdtrt_id = h.mdtrt_id
    JOIN fits f ON f."知识点" = h."知识点" AND f.diag_code = d.diag_code AND f.diag_name = coalesce(d.diag_name, '')
),
diagnosed AS (SELECT DISTINCT psn_no, fixmedins_code, mdtrt_id FROM diagnoses)
SELECT DISTINCT h.psn_no, h.mdtrt_id, h.feedetl_sn, h.covered AS amount
FROM hit h
JOIN diagnosed d ON d.psn_no = h.psn_no AND d.fixmedins_code = h.fixmedins_code AND d.mdtrt_id = h.mdtrt_id
LEFT ANTI JOIN justified j
  ON j.psn_no = h.psn_no AND j.fixmedins_code = h.fixmedins_code AND j.mdtrt_id = h.mdtrt_id
 AND j.feedetl_sn = h.feedetl_sn AND j."知识点" = h."知识点"
