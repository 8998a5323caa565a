-- 规则36 医保结算明细异常：单价乘以数量与金额不符（误差超过5分），目录编码或医师编码缺失，有金额而数量为零，
-- 冲销没有原单，同一时间重复上传相同的明细。重复上传的按该行纳入医保的金额计算，其余不计金额。先冲销再检查。
WITH checked AS (
    SELECT psn_no, fixmedins_code, mdtrt_id, feedetl_sn, "day", fee_ocur_time, med_list_codg, bilg_dr_codg, cnt, pric, amount, covered FROM line
    UNION ALL
    SELECT psn_no, fixmedins_code, mdtrt_id, feedetl_sn, "day", fee_ocur_time, med_list_codg, bilg_dr_codg, cnt, pric, amount, covered
    FROM raw_line WHERE cnt = 0
),
same AS (
    SELECT *, row_number() OVER (PARTITION BY psn_no, fixmedins_code, mdtrt_id, fee_ocur_time, med_list_codg, cnt, amount, bilg_dr_codg
                                 ORDER BY feedetl_sn) AS place
    FROM checked
    WHERE med_list_codg <> '-'
)
SELECT psn_no, mdtrt_id, feedetl_sn, 0 AS amount
FROM checked
WHERE "day" >= '2026-02-12'
  AND (abs(pric * cnt - amount) > 0.05 OR med_list_codg = '-' OR bilg_dr_codg IS NULL OR cnt = 0 AND amount <> 0)
UNION
SELECT r.psn_no, r.mdtrt_id, r.feedetl_sn, 0
FROM refund r
JOIN raw_line l ON l.psn_no = r.psn_no AND l.fixmedins_code = r.fixmedins_code AND l.mdtrt_id = r.mdtrt_id AND l.feedetl_sn = r.feedetl_sn
WHERE r.original IS NULL AND l."day" >= '2026-02-12'
UNION
SELECT psn_no, mdtrt_id, feedetl_sn, covered FROM same WHERE place > 1 AND "day" >= '2026-02-12'
