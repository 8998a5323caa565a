-- The delivered tables as a supervisor reads them: visits with how, where and by which insurance,
-- fee lines after what was taken back is taken back; ages on the day of the charge.

CREATE TABLE raw_line AS
SELECT psn_no, fixmedins_code, mdtrt_id, feedetl_sn, init_feedetl_sn, med_list_codg, medins_list_name,
       fee_ocur_time, substr(fee_ocur_time, 1, 10) AS "day", upld_time, rxno, bilg_dr_codg,
       CASE WHEN substr(med_list_codg, 1, 1) IN ('X', 'Z') THEN '药品'
            WHEN substr(med_list_codg, 1, 1) = 'T' THEN '中药饮片'
            WHEN substr(med_list_codg, 1, 2) = '00' THEN '服务'
            WHEN substr(med_list_codg, 1, 1) = 'C' THEN '医用耗材'
            WHEN list_type IN ('101', '103', '104') THEN '药品'
            WHEN list_type IN ('102', '106') THEN '中药饮片'
            WHEN list_type = '201' THEN '服务'
            WHEN list_type = '301' THEN '医用耗材'
       END AS "种类",
       CAST(cnt AS DECIMAL(18, 4)) AS cnt,
       CAST(pric AS DECIMAL(18, 6)) AS pric,
       CAST(det_item_fee_sumamt AS DECIMAL(18, 2)) AS amount,
       CAST(det_item_fee_sumamt AS DECIMAL(18, 2)) - CAST(coalesce(fulamt_ownpay_amt, '0') AS DECIMAL(18, 2)) AS covered,
       CAST(prd_days AS INT) AS prd_days,
       CAST(list_pric AS DECIMAL(18, 6)) AS list_pric,
       CAST(purc_pric AS DECIMAL(18, 6)) AS purc_pric
FROM fee_lines;

-- Visits of which everything was taken back, the money too: there was no visit.
CREATE TABLE undone_visit AS
SELECT psn_no, fixmedins_code, mdtrt_id
FROM (
    SELECT psn_no, fixmedins_code, mdtrt_id, min(cnt) AS least, sum(cnt) AS left_over, sum(covered) AS covered
    FROM raw_line
    GROUP BY psn_no, fixmedins_code, mdtrt_id, CASE med_list_codg WHEN '-' THEN medins_list_name ELSE med_list_codg END
) items
GROUP BY psn_no, fixmedins_code, mdtrt_id
HAVING min(least) < 0 AND min(left_over) = 0 AND max(left_over) = 0 AND max(covered) <= 0;

-- 就医方式 from med_type by its first two digits, an outpatient visit that was settled at an
-- internet hospital (pay_loc 5) is 互联网诊疗, 51 and 52 are 生育门诊 and 生育住院. A visit that does
-- not say its 险种 has that of the person.
CREATE TABLE visit AS
SELECT e.psn_no, e.fixmedins_code, e.mdtrt_id, e.begntime, e.endtime,
       substr(e.begntime, 1, 10) AS begin_day,
       substr(e.endtime, 1, 10) AS end_day,
       CASE WHEN i.fixmedins_type = '2' OR substr(e.med_type, 1, 2) = '41' THEN '药店购药'
            WHEN substr(e.med_type, 1, 2) = '13' THEN '急诊'
            WHEN substr(e.med_type, 1, 2) = '14' THEN '门诊慢特病'
            WHEN e.pay_loc = '5' AND (substr(e.med_type, 1, 1) = '1' OR substr(e.med_type, 1, 2) = '51') THEN '互联网诊疗'
            WHEN substr(e.med_type, 1, 1) = '1' OR substr(e.med_type, 1, 2) = '51' THEN '门诊'
            WHEN substr(e.med_type, 1, 2) = '28' THEN '日间手术'
            WHEN substr(e.med_type, 1, 1) = '2' OR substr(e.med_type, 1, 2) = '52' THEN '住院'
       END AS "就医方式",
       CASE WHEN substr(e.med_type, 1, 1) = '5' THEN '生育'
            WHEN coalesce(e.insutype, p.insutype) = '310' THEN '职工'
            WHEN coalesce(e.insutype, p.insutype) = '390' THEN '居民'
            WHEN coalesce(e.insutype, p.insutype) = '510' THEN '生育'
       END AS "险种",
       CASE WHEN i.hosp_lv IN ('01', '02', '03', '04', '12') THEN 3
            WHEN i.hosp_lv IN ('05', '06', '07', '13') THEN 2
            WHEN i.hosp_lv IN ('08', '09', '10', '14') THEN 1
            WHEN i.hosp_lv = '11' THEN 0
       END AS "级别",
       p.gend, p.brdy,
       CASE p.gend WHEN '1' THEN '男' WHEN '2' THEN '女' END AS "性别"
FROM encounters e
JOIN institutions i ON i.fixmedins_code = e.fixmedins_code
JOIN persons p ON p.psn_no = e.psn_no
LEFT ANTI JOIN undone_visit u
  ON u.psn_no = e.psn_no AND u.fixmedins_code = e.fixmedins_code AND u.mdtrt_id = e.mdtrt_id;

-- Visits of a person with 两性畸形 or 性染色体异常 (Q56, Q96-Q99) among the diagnoses.
CREATE TABLE intersex_visit AS
SELECT DISTINCT psn_no, fixmedins_code, mdtrt_id
FROM diagnoses
WHERE substr(diag_code, 1, 3) IN ('Q56', 'Q96', 'Q97', 'Q98', 'Q99');

-- Visits for 透析 or 放化疗: any diagnosis tells it (Z49, Z99.2; Z51.0 to Z51.2 and what of Z51.8 comes in courses: 免疫,
-- 生物, 靶向, 灌注, 同位素), or a charged dialysis of which something is left.
CREATE TABLE serial_treatment_visit AS
SELECT psn_no, fixmedins_code, mdtrt_id
FROM diagnoses
WHERE substr(diag_code, 1, 3) = 'Z49' OR substr(diag_code, 1, 5) IN ('Z99.2', 'Z51.0', 'Z51.1', 'Z51.2')
   OR substr(diag_code, 1, 7) IN ('Z51.801', 'Z51.805', 'Z51.806', 'Z51.807', 'Z51.810', 'Z51.811')
   OR substr(diag_code, 1, 11) IN ('Z51.800x095', 'Z51.800x096', 'Z51.800x922')
   OR substr(diag_code, 1, 10) IN ('Z51.800x95', 'Z51.800x98')
UNION
SELECT psn_no, fixmedins_code, mdtrt_id
FROM raw_line
WHERE substr(med_list_codg, 1, 11) IN ('00311000002', '00311000003', '00311000006', '00311000007', '00311000008')
GROUP BY psn_no, fixmedins_code, mdtrt_id
HAVING sum(cnt) > 0;

-- Which line a refund takes back: the one it names, else an earlier one of the same item and visit of which the
-- refunds that name it leave something, one at its own unit price before the others, the latest first. What has no
-- code is the same item by its name. original is null where there is none.
CREATE TABLE refund AS
WITH candidate AS (
    SELECT r.psn_no, r.fixmedins_code, r.mdtrt_id, r.feedetl_sn, r.cnt, r.amount, r.covered,
           o.feedetl_sn AS original, o.fee_ocur_time, o.cnt AS charged,
           coalesce(o.feedetl_sn = r.init_feedetl_sn, false) AS named,
           coalesce(o.pric = r.pric, false) AS own_price
    FROM raw_line r
    LEFT JOIN raw_line o
      ON o.psn_no = r.psn_no AND o.fixmedins_code = r.fixmedins_code AND o.mdtrt_id = r.mdtrt_id
     AND o.cnt > 0 AND o.med_list_codg = r.med_list_codg
     AND (r.med_list_codg <> '-' OR o.medins_list_name = r.medins_list_name)
     AND (o.feedetl_sn = r.init_feedetl_sn OR o.fee_ocur_time <= r.fee_ocur_time)
    WHERE r.cnt < 0
),
taken_by_name AS (
    SELECT psn_no, fixmedins_code, mdtrt_id, original, sum(cnt) AS cnt
    FROM candidate
    WHERE named
    GROUP BY psn_no, fixmedins_code, mdtrt_id, original
),
fitting AS (
    SELECT c.psn_no, c.fixmedins_code, c.mdtrt_id, c.feedetl_sn, c.cnt, c.amount, c.covered, c.original,
           c.fee_ocur_time, c.named, c.own_price,
           c.named OR coalesce(c.charged + coalesce(n.cnt, 0) > 0, false) AS fits
    FROM candidate c
    LEFT JOIN taken_by_name n
      ON n.psn_no = c.psn_no AND n.fixmedins_code = c.fixmedins_code AND n.mdtrt_id = c.mdtrt_id
     AND n.original = c.original
)
SELECT psn_no, fixmedins_code, mdtrt_id, feedetl_sn, CASE WHEN fits THEN original END AS original, cnt, amount, covered
FROM (
    SELECT psn_no, fixmedins_code, mdtrt_id, feedetl_sn, original, cnt, amount, covered, fits,
           row_number() OVER (PARTITION BY psn_no, fixmedins_code, mdtrt_id, feedetl_sn
                              ORDER BY fits DESC, named DESC, own_price DESC, fee_ocur_time DESC, original DESC) AS place
    FROM fitting
) candidates
WHERE place = 1;

-- 先冲销再判: what is left of every line, in the visit and of the person as they were that day. A refund takes
-- its own money, down to nothing; none is here of more than its line holds, of which the next line would give the rest.
-- fen and parts (1/10000) are covered and cnt as whole numbers, for shares rounded half up to the fen.
-- 年龄 counts whole years, months and days. 处方 without a number: same day, same doctor.
CREATE TABLE line AS
WITH taken_back AS (
    SELECT psn_no, fixmedins_code, mdtrt_id, original, sum(cnt) AS cnt, sum(amount) AS amount, sum(covered) AS covered
    FROM refund
    WHERE original IS NOT NULL
    GROUP BY psn_no, fixmedins_code, mdtrt_id, original
),
kept AS (
    SELECT l.psn_no, l.fixmedins_code, l.mdtrt_id, l.feedetl_sn, l.med_list_codg, l.medins_list_name,
           l.fee_ocur_time, l."day", l.upld_time, l.bilg_dr_codg, l."种类", l.pric, l.prd_days, l.list_pric, l.purc_pric,
           coalesce('号' || l.rxno, '日' || l."day" || '/' || coalesce(l.bilg_dr_codg, '')) AS "处方",
           l.cnt + coalesce(t.cnt, 0) AS cnt,
           greatest(l.amount + coalesce(t.amount, 0), 0) AS amount,
           greatest(l.covered + coalesce(t.covered, 0), 0) AS covered
    FROM raw_line l
    LEFT JOIN taken_back t
      ON t.psn_no = l.psn_no AND t.fixmedins_code = l.fixmedins_code AND t.mdtrt_id = l.mdtrt_id
     AND t.original = l.feedetl_sn
    WHERE l.cnt > 0
)
SELECT k.*,
       CAST(k.covered * 100 AS BIGINT) AS fen,
       CAST(k.cnt * 10000 AS BIGINT) AS parts,
       v."就医方式", v."险种", v."级别", v."性别", v.brdy, v.begntime, v.endtime,
       CAST(substr(k."day", 1, 4) AS INT) - CAST(substr(v.brdy, 1, 4) AS INT)
           - CASE WHEN substr(k."day", 6) < substr(v.brdy, 6) THEN 1 ELSE 0 END AS "岁",
       (CAST(substr(k."day", 1, 4) AS INT) - CAST(substr(v.brdy, 1, 4) AS INT)) * 12
           + CAST(substr(k."day", 6, 2) AS INT) - CAST(substr(v.brdy, 6, 2) AS INT)
           - CASE WHEN substr(k."day", 9) < substr(v.brdy, 9) THEN 1 ELSE 0 END AS "月",
       CAST(CAST(k."day" AS DATE) AS INT) - CAST(CAST(v.brdy AS DATE) AS INT) AS "天"
FROM kept k
JOIN visit v ON v.psn_no = k.psn_no AND v.fixmedins_code = k.fixmedins_code AND v.mdtrt_id = k.mdtrt_id
WHERE k.cnt > 0;

-- 只看纳入医保金额大于零的明细.
CREATE TABLE covered_line AS SELECT * FROM line WHERE covered > 0;
