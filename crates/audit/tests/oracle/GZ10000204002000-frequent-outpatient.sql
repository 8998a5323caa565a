-- 规则50 频繁门诊：30天内（含本次）门诊、急诊、门诊慢特病、互联网诊疗超过15次，各机构合并；透析、放化疗的不计。
WITH going AS (
    SELECT v.psn_no, v.fixmedins_code, v.mdtrt_id, v.begin_day, v.begntime || v.mdtrt_id AS place,
           CAST(CAST(v.begin_day AS DATE) AS INT) AS on_day
    FROM visit v
    LEFT ANTI JOIN serial_treatment_visit s ON s.psn_no = v.psn_no AND s.fixmedins_code = v.fixmedins_code AND s.mdtrt_id = v.mdtrt_id
    WHERE v."就医方式" IN ('门诊', '急诊', '门诊慢特病', '互联网诊疗')
),
counted AS (
    SELECT b.psn_no, b.fixmedins_code, b.mdtrt_id, b.begin_day, count(*) AS times
    FROM going b
    JOIN going a ON a.psn_no = b.psn_no AND a.place <= b.place AND a.on_day > b.on_day - 30
    GROUP BY b.psn_no, b.fixmedins_code, b.mdtrt_id, b.begin_day
)
SELECT c.psn_no, c.mdtrt_id, '' AS feedetl_sn, 0 AS amount
FROM counted c
WHERE c.times > 15 AND c.begin_day >= '2026-02-12'
