-- 补充7 既往处方药量未用完又开药：同一药品（通用名、剂型相同）既往处方尚未用完的天数与本次开药天数之和，超过限量的130%。
-- 门诊、急诊、互联网诊疗、门诊慢特病、药店购药的处方一次接一次使用；同一就诊同一日的几行按最长的算一次；只看以前90天。
-- 一次接一次用到哪一天：从其中任何一次的当日起，把其后各次的天数相加，取最晚的。
-- 违规金额为合计天数超过限量的部分（不多于本次天数）所占的纳入医保金额。
WITH taken_home AS (
    SELECT l.*, v.begntime || l.mdtrt_id || l.fixmedins_code AS place, CAST(CAST(l."day" AS DATE) AS INT) AS on_day,
           CASE WHEN substr(l.med_list_codg, 1, 1) = 'X' AND length(l.med_list_codg) = 23 THEN substr(l.med_list_codg, 1, 14)
                WHEN substr(l.med_list_codg, 1, 1) = 'Z' AND length(l.med_list_codg) = 20 THEN substr(l.med_list_codg, 1, 11)
                ELSE l.med_list_codg END AS drug
    FROM covered_line l
    JOIN visit v ON v.psn_no = l.psn_no AND v.fixmedins_code = l.fixmedins_code AND v.mdtrt_id = l.mdtrt_id
    WHERE l."种类" = '药品' AND l.prd_days > 0
      AND l."就医方式" IN ('门诊', '急诊', '互联网诊疗', '门诊慢特病', '药店购药')
),
supply AS (
    SELECT psn_no, drug, place, on_day, max(prd_days) AS days,
           row_number() OVER (PARTITION BY psn_no, drug ORDER BY on_day, place) AS nth
    FROM taken_home
    GROUP BY psn_no, drug, place, on_day
),
pair AS (
    SELECT a.psn_no, a.drug, a.place, a.on_day, a.nth, b.nth AS first, b.on_day AS first_day
    FROM supply a
    JOIN supply b ON b.psn_no = a.psn_no AND b.drug = a.drug AND b.nth < a.nth AND b.on_day >= a.on_day - 90
),
used_up AS (
    SELECT p.psn_no, p.drug, p.place, p.on_day, p.first, p.first_day + sum(c.days) AS until
    FROM pair p
    JOIN supply c ON c.psn_no = p.psn_no AND c.drug = p.drug AND c.nth >= p.first AND c.nth < p.nth
    GROUP BY p.psn_no, p.drug, p.place, p.on_day, p.first, p.first_day
),
remaining AS (
    SELECT psn_no, drug, place, on_day, max(until) - on_day AS days_left
    FROM used_up
    GROUP BY psn_no, drug, place, on_day
),
judged AS (
    SELECT l.psn_no, l.mdtrt_id, l.feedetl_sn, l.fen, l.prd_days, l."day", r.days_left, s.days,
           CASE l."就医方式" WHEN '急诊' THEN 3 WHEN '门诊' THEN 7 WHEN '互联网诊疗' THEN 7 WHEN '门诊慢特病' THEN 28 END AS most
    FROM taken_home l
    JOIN remaining r ON r.psn_no = l.psn_no AND r.drug = l.drug AND r.place = l.place AND r.on_day = l.on_day
    JOIN supply s ON s.psn_no = l.psn_no AND s.drug = l.drug AND s.place = l.place AND s.on_day = l.on_day
),
beyond AS (
    SELECT psn_no, mdtrt_id, feedetl_sn, fen, prd_days,
           greatest(least(days_left + prd_days - most, prd_days), 0) AS part
    FROM judged
    WHERE days_left > 0 AND (days_left + days) * 100 > most * 130 AND "day" >= '2026-02-12'
)
SELECT psn_no, mdtrt_id, feedetl_sn,
       CAST((2 * fen * part + prd_days) / (2 * prd_days) AS DECIMAL(18, 2)) / 100 AS amount
FROM beyond
