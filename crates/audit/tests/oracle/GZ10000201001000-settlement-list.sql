-- 规则35 医保结算清单异常：没有诊断，没有主诊断，西医主诊断或者中医主病（编码如 A04.03.15）多于一个，出院早于入院，
-- 出生晚于就诊，性别缺失。药店购药不适用。
WITH told AS (
    SELECT psn_no, fixmedins_code, mdtrt_id, count(*) AS number,
           sum(CASE WHEN maindiag_flag = '1' THEN 1 ELSE 0 END) AS principal,
           count(DISTINCT CASE WHEN maindiag_flag = '1' AND diag_code NOT LIKE '___.__.__%' THEN diag_code END) AS western,
           count(DISTINCT CASE WHEN maindiag_flag = '1' AND diag_code LIKE 'A__.__.__%' THEN diag_code END) AS traditional
    FROM diagnoses
    GROUP BY psn_no, fixmedins_code, mdtrt_id
)
SELECT DISTINCT v.psn_no, v.mdtrt_id, '' AS feedetl_sn, 0 AS amount
FROM visit v
LEFT JOIN told t ON t.psn_no = v.psn_no AND t.fixmedins_code = v.fixmedins_code AND t.mdtrt_id = v.mdtrt_id
WHERE v.begin_day >= '2026-02-12' AND coalesce(v."就医方式", '') <> '药店购药'
  AND (coalesce(t.principal, 0) = 0 OR t.western > 1 OR t.traditional > 1 OR v.endtime < v.begntime OR v.brdy > v.begin_day OR v.gend IS NULL)
