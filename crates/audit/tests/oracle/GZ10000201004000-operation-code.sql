-- 规则38 手术操作编码异常：住院收了手术费而没有手术操作编码；有编码而没有手术费；有手术而没有主要手术。
WITH told AS (
    SELECT psn_no, fixmedins_code, mdtrt_id, count(*) AS number,
           sum(CASE WHEN main_oprn_flag = '1' THEN 1 ELSE 0 END) AS principal
    FROM operations
    GROUP BY psn_no, fixmedins_code, mdtrt_id
),
fee AS (SELECT DISTINCT psn_no, fixmedins_code, mdtrt_id FROM line WHERE starts_with(med_list_codg, '0033'))
SELECT v.psn_no, v.mdtrt_id, '' AS feedetl_sn, 0 AS amount
FROM visit v
LEFT JOIN told t ON t.psn_no = v.psn_no AND t.fixmedins_code = v.fixmedins_code AND t.mdtrt_id = v.mdtrt_id
LEFT JOIN fee f ON f.psn_no = v.psn_no AND f.fixmedins_code = v.fixmedins_code AND f.mdtrt_id = v.mdtrt_id
WHERE v.begin_day >= '2026-02-12' AND v."就医方式" IN ('住院', '日间手术')
  AND (t.number IS NULL AND f.mdtrt_id IS NOT NULL
       OR t.number > 0 AND f.mdtrt_id IS NULL
       OR t.number > 0 AND t.principal = 0)
