-- 规则9 药品限最大开药天数：用法所载的开药天数超过处方限量，急诊3天、门诊与互联网诊疗7天、门诊慢特病28天。
-- 违规金额为超出天数所占的纳入医保金额。
SELECT psn_no, mdtrt_id, feedetl_sn,
       CAST((2 * fen * (prd_days - most) + prd_days) / (2 * prd_days) AS DECIMAL(18, 2)) / 100 AS amount
FROM (
    SELECT l.*, CASE "就医方式" WHEN '急诊' THEN 3 WHEN '门诊' THEN 7 WHEN '互联网诊疗' THEN 7 WHEN '门诊慢特病' THEN 28 END AS most
    FROM covered_line l
    WHERE "种类" = '药品' AND "day" >= '2026-02-12'
) limited
WHERE prd_days > most
