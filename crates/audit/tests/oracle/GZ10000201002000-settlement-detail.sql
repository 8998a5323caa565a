-- 规则36 医保结算明细异常：单价乘以数量与金额不符（误差超过5分，单价至多两位小数的另加数量的0.005倍，
-- 数量带小数而至多两位的另加单价的0.005倍），目录编码或医师编码缺失，有金额而数量为零，
-- 冲销没有原单（这里的冲销都按原金额退回，退回不足的不在此重算），同一时间重复上传相同的明细。重复上传的按该行纳入医保的金额计算，其余不计金额。
-- 只看纳入医保金额大于零的，冲销除外；先冲销再检查，冲销完的不再检查；药店购药可以没有医师；没有编码的项目按名称区分。
WITH checked AS (
    SELECT psn_no, fixmedins_code, mdtrt_id, feedetl_sn, "day", fee_ocur_time, med_list_codg, medins_list_name,
           bilg_dr_codg, cnt, pric, amount, covered
    FROM line
    UNION ALL
    SELECT psn_no, fixmedins_code, mdtrt_id, feedetl_sn, "day", fee_ocur_time, med_list_codg, medins_list_name,
           bilg_dr_codg, cnt, pric, amount, covered
    FROM raw_line WHERE cnt = 0 AND amount <> 0
),
same AS (
    SELECT *, row_number() OVER (PARTITION BY psn_no, fixmedins_code, mdtrt_id, fee_ocur_time, med_list_codg,
                                              CASE med_list_codg WHEN '-' THEN medins_list_name ELSE '' END,
                                              cnt, amount, bilg_dr_codg
                                 ORDER BY feedetl_sn) AS place
    FROM checked
    WHERE cnt > 0 AND covered > 0
)
SELECT c.psn_no, c.mdtrt_id, c.feedetl_sn, 0 AS amount
FROM checked c
JOIN visit v ON v.psn_no = c.psn_no AND v.fixmedins_code = c.fixmedins_code AND v.mdtrt_id = c.mdtrt_id
WHERE c."day" >= '2026-02-12' AND c.covered > 0
  AND (abs(c.pric * c.cnt - c.amount)
       > 0.05 + CASE WHEN c.pric = CAST(c.pric AS DECIMAL(18, 2)) THEN 0.005 * abs(c.cnt) ELSE 0 END
              + CASE WHEN c.cnt = CAST(c.cnt AS DECIMAL(18, 2)) AND c.cnt <> CAST(c.cnt AS DECIMAL(18, 0))
                     THEN 0.005 * abs(c.pric) ELSE 0 END
       OR c.med_list_codg = '-' OR c.cnt = 0
       OR c.bilg_dr_codg IS NULL AND coalesce(v."就医方式", '') <> '药店购药')
UNION
SELECT r.psn_no, r.mdtrt_id, r.feedetl_sn, 0
FROM refund r
JOIN raw_line l ON l.psn_no = r.psn_no AND l.fixmedins_code = r.fixmedins_code AND l.mdtrt_id = r.mdtrt_id AND l.feedetl_sn = r.feedetl_sn
WHERE r.original IS NULL AND l."day" >= '2026-02-12'
UNION
SELECT psn_no, mdtrt_id, feedetl_sn, covered FROM same WHERE place > 1 AND "day" >= '2026-02-12'
