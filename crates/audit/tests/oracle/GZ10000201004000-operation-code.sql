-- 规则38 手术操作编码异常：住院收了手术费而没有手术操作编码；有编码而没有手术费；有手术而没有主要手术。
-- 收了手术费而没有编码的，指出各行手术费，不计金额。
WITH told AS (
    SELECT psn_no, fixmedins_code, mdtrt_id,
           sum(CASE WHEN main_oprn_flag = '1' THEN 1 ELSE 0 END) AS principal
    FROM operations
    GROUP BY psn_no, fixmedins_code, mdtrt_id
),
stay AS (
    SELECT v.psn_no, v.fixmedins_code, v.mdtrt_id, t.principal
    FROM visit v
    LEFT JOIN told t ON t.psn_no = v.psn_no AND t.fixmedins_code = v.fixmedins_code AND t.mdtrt_id = v.mdtrt_id
    WHERE v.begin_day >= '2026-02-12' AND v."就医方式" IN ('住院', '日间手术')
),
fee AS (SELECT psn_no, fixmedins_code, mdtrt_id, feedetl_sn FROM line WHERE starts_with(med_list_codg, '0033'))
SELECT s.psn_no, s.mdtrt_id, f.feedetl_sn, 0 AS amount
FROM stay s
JOIN fee f ON f.psn_no = s.psn_no AND f.fixmedins_code = s.fixmedins_code AND f.mdtrt_id = s.mdtrt_id
WHERE s.principal IS NULL
UNION
SELECT s.psn_no, s.mdtrt_id, '', 0
FROM stay s
LEFT JOIN fee f ON f.psn_no = s.psn_no AND f.fixmedins_code = s.fixmedins_code AND f.mdtrt_id = s.mdtrt_id
WHERE s.principal = 0 OR s.principal IS NOT NULL AND f.feedetl_sn IS NULL
