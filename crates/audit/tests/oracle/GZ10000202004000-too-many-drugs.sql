-- 规则46 多品种用药：同一张处方内西药、中成药的品种数超过5种，同一药品分多行的计一种；住院、日间手术、家庭病床不适用。
-- 没有处方号的，按同日同医师。违规金额为按开具先后超出上限的各种纳入医保的金额。
WITH kind AS (
    SELECT psn_no, fixmedins_code, mdtrt_id, "处方", med_list_codg, min(fee_ocur_time || feedetl_sn) AS first_seen
    FROM covered_line
    WHERE "种类" = '药品'
      AND coalesce("就医方式", '') NOT IN ('住院', '日间手术', '家庭病床')
    GROUP BY psn_no, fixmedins_code, mdtrt_id, "处方", med_list_codg
),
ranked AS (
    SELECT *, row_number() OVER (PARTITION BY psn_no, fixmedins_code, mdtrt_id, "处方" ORDER BY first_seen) AS place
    FROM kind
)
SELECT l.psn_no, l.mdtrt_id, l.feedetl_sn, l.covered AS amount
FROM covered_line l
JOIN ranked r ON r.psn_no = l.psn_no AND r.fixmedins_code = l.fixmedins_code AND r.mdtrt_id = l.mdtrt_id
             AND r."处方" = l."处方" AND r.med_list_codg = l.med_list_codg
WHERE l."种类" = '药品' AND r.place > 5 AND l."day" >= '2026-02-12'
