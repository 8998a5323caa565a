-- 规则49 分解住院：从同一机构出院后10天以内以相近诊断（主诊断编码前三位相同，中医病证前三段数字相同）再次入住该机构；透析、放化疗除外，
-- 上次出院以前即又入院（不在同一日入院）的同样算再次入住；两次住院之间有一次标明转院的住院的，是转院后返回（交付的表没有这一标志）。
-- 违规金额为后一次住院的基金支付额。
WITH stay AS (
    SELECT v.psn_no, v.fixmedins_code, v.mdtrt_id, v.begntime, v.begin_day,
           CAST(CAST(v.begin_day AS DATE) AS INT) AS on_day, CAST(CAST(v.end_day AS DATE) AS INT) AS last_day,
           substr(d.diag_code, 1, CASE WHEN d.diag_code LIKE '___.__.__%' THEN 9 ELSE 3 END) AS principal, s.mdtrt_id IS NOT NULL AS excluded
    FROM visit v
    LEFT JOIN diagnoses d ON d.psn_no = v.psn_no AND d.fixmedins_code = v.fixmedins_code AND d.mdtrt_id = v.mdtrt_id AND d.maindiag_flag = '1'
    LEFT JOIN serial_treatment_visit s ON s.psn_no = v.psn_no AND s.fixmedins_code = v.fixmedins_code AND s.mdtrt_id = v.mdtrt_id
    WHERE v."就医方式" = '住院'
),
paid AS (
    SELECT psn_no, fixmedins_code, mdtrt_id, sum(CAST(fund_pay_sumamt AS DECIMAL(18, 2))) AS fund
    FROM settlements
    WHERE coalesce(refd_setl_flag, '0') <> '1'
    GROUP BY psn_no, fixmedins_code, mdtrt_id
)
SELECT DISTINCT b.psn_no, b.mdtrt_id, '' AS feedetl_sn, coalesce(p.fund, 0) AS amount
FROM stay b
JOIN stay a ON a.psn_no = b.psn_no AND a.fixmedins_code = b.fixmedins_code AND a.mdtrt_id <> b.mdtrt_id
           AND a.principal = b.principal AND b.begntime > a.begntime AND b.on_day - a.last_day <= 10
           AND (b.on_day >= a.last_day OR b.begin_day > a.begin_day)
LEFT JOIN paid p ON p.psn_no = b.psn_no AND p.fixmedins_code = b.fixmedins_code AND p.mdtrt_id = b.mdtrt_id
WHERE b.begin_day >= '2026-01-01' AND NOT b.excluded AND NOT a.excluded
