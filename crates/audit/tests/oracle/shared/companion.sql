-- 前面的 wanting 给出需有相伴项目的知识点及其起止日期。窗口内有任一相伴项目即不判，项目由患者自费的也算。
hit AS (
    SELECT l.*, k."知识点", k."窗口"
    FROM covered_line l
    JOIN wanting k
      ON (l.med_list_codg = k."一码" OR k."一码" LIKE '%*' AND starts_with(l.med_list_codg, replace(k."一码", '*', '')))
     AND l."day" >= k."施行" AND l."day" < k."止"
),
need AS (SELECT DISTINCT "知识点", unnest(string_to_array("需有", '|')) AS "需" FROM wanting)
SELECT DISTINCT h.psn_no, h.mdtrt_id, h.feedetl_sn, h.covered AS amount
FROM hit h
LEFT ANTI JOIN (
    SELECT DISTINCT h.psn_no, h.fixmedins_code, h.mdtrt_id, h.feedetl_sn, h."知识点"
    FROM hit h
    JOIN need n ON n."知识点" = h."知识点"
    JOIN line c ON c.psn_no = h.psn_no AND c.fixmedins_code = h.fixmedins_code AND c.mdtrt_id = h.mdtrt_id
     AND (c.med_list_codg = n."需" OR n."需" LIKE '%*' AND starts_with(c.med_list_codg, replace(n."需", '*', '')))
     AND (h."窗口" = '单次就诊' OR c."day" = h."day")
) g ON g.psn_no = h.psn_no AND g.fixmedins_code = h.fixmedins_code AND g.mdtrt_id = h.mdtrt_id
   AND g.feedetl_sn = h.feedetl_sn AND g."知识点" = h."知识点"
