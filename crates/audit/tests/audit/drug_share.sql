-- 药费占比（规则56），照规则文档写，读来源表，不读数据湖。
-- 分子：西药、中成药金额之和，饮片与配方颗粒不计；分母：全部费用明细金额（含自费），冲销按原结算期；
-- 期间：自然月，以结算时间归期；门诊与住院分别计算，药店不计。
WITH months (month, opens, closes) AS (VALUES
    ('2026-03', TIMESTAMP '2026-03-01 00:00:00', TIMESTAMP '2026-04-01 00:00:00'),
    ('2026-04', TIMESTAMP '2026-04-01 00:00:00', TIMESTAMP '2026-05-01 00:00:00'),
    ('2026-05', TIMESTAMP '2026-05-01 00:00:00', TIMESTAMP '2026-06-01 00:00:00'),
    ('2026-06', TIMESTAMP '2026-06-01 00:00:00', TIMESTAMP '2026-07-01 00:00:00'),
    ('2026-07', TIMESTAMP '2026-07-01 00:00:00', TIMESTAMP '2026-08-01 00:00:00'),
    ('2026-08', TIMESTAMP '2026-08-01 00:00:00', TIMESTAMP '2026-09-01 00:00:00'),
    ('2026-09', TIMESTAMP '2026-09-01 00:00:00', TIMESTAMP '2026-10-01 00:00:00'),
    ('2026-10', TIMESTAMP '2026-10-01 00:00:00', TIMESTAMP '2026-11-01 00:00:00'),
    ('2026-11', TIMESTAMP '2026-11-01 00:00:00', TIMESTAMP '2026-12-01 00:00:00'),
    ('2026-12', TIMESTAMP '2026-12-01 00:00:00', TIMESTAMP '2027-01-01 00:00:00'),
    ('2027-01', TIMESTAMP '2027-01-01 00:00:00', TIMESTAMP '2027-02-01 00:00:00'),
    ('2027-02', TIMESTAMP '2027-02-01 00:00:00', TIMESTAMP '2027-03-01 00:00:00')
),
settled AS (
    SELECT fixmedins_code, psn_no, mdtrt_id, max(setl_time) AS settled_at
    FROM settlements
    -- 负数一笔是冲销，不是结算。
    WHERE refd_setl_flag = '0' AND medfee_sumamt >= 0
    GROUP BY fixmedins_code, psn_no, mdtrt_id
),
visits AS (
    SELECT e.fixmedins_code, e.psn_no, e.mdtrt_id, m.month,
        CASE WHEN e.med_type LIKE '1%' THEN '门诊' ELSE '住院' END AS care
    FROM encounters e
    JOIN settled s ON s.fixmedins_code = e.fixmedins_code AND s.psn_no = e.psn_no AND s.mdtrt_id = e.mdtrt_id
    JOIN months m ON s.settled_at >= m.opens AND s.settled_at < m.closes
    WHERE e.med_type LIKE '1%' OR e.med_type LIKE '2%'
)
SELECT v.fixmedins_code, v.care, v.month,
    CAST(100 * sum(CASE WHEN l.list_type IN ('101', '103', '104') THEN l.det_item_fee_sumamt ELSE 0 END) AS BIGINT)
        AS numerator,
    CAST(100 * sum(l.det_item_fee_sumamt) AS BIGINT) AS denominator,
    count(DISTINCT v.mdtrt_id) AS cases
FROM fee_lines l
JOIN visits v ON v.fixmedins_code = l.fixmedins_code AND v.psn_no = l.psn_no AND v.mdtrt_id = l.mdtrt_id
GROUP BY v.fixmedins_code, v.care, v.month
