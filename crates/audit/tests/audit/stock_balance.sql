-- 进销存（规则43、48），照规则文档写，读来源表，不读数据湖；全年一期，期初、期末盘点在首末两刻。
-- 差额 = 收费与自费销售数量 −（期初 + 购进 − 退货 − 报损 − 期末盘点）；
-- 提示线：差异率大于2%且差额超过一个最小包装。没有盘点的不评估。
-- 自费销售是不属于任何就诊的销售：就诊编号不在就诊表中，结算编号也不在结算表中。
WITH charged AS (
    SELECT fixmedins_code, med_list_codg, sum(cnt) AS billed
    FROM fee_lines
    WHERE list_type IN ('101', '102', '103', '104', '106', '301') AND med_list_codg <> '-'
    GROUP BY fixmedins_code, med_list_codg
),
counted AS (
    SELECT fixmedins_code, med_list_codg,
        sum(CASE WHEN move_time = TIMESTAMP '2026-03-01 00:00:00' THEN cnt END) AS opening,
        sum(CASE WHEN move_time = TIMESTAMP '2027-02-28 23:59:59' THEN cnt END) AS closing
    FROM stock_moves
    WHERE infno = '3501'
    GROUP BY fixmedins_code, med_list_codg
),
visits AS (SELECT DISTINCT fixmedins_code AS at_house, mdtrt_id AS visit FROM encounters),
settled AS (SELECT DISTINCT fixmedins_code AS by_house, setl_id AS settlement FROM settlements),
moved AS (
    SELECT fixmedins_code, med_list_codg,
        sum(CASE infno WHEN '3503' THEN cnt WHEN '3504' THEN -cnt ELSE 0 END)
            - sum(CASE WHEN infno = '3502' AND inv_chg_type IN ('104', '105') THEN cnt ELSE 0 END) AS supplied,
        sum(CASE WHEN visit IS NULL AND settlement IS NULL THEN
            CASE infno WHEN '3505' THEN cnt WHEN '3506' THEN -cnt ELSE 0 END ELSE 0 END) AS cash
    FROM stock_moves
    LEFT JOIN visits ON at_house = fixmedins_code AND visit = mdtrt_id
    LEFT JOIN settled ON by_house = fixmedins_code AND settlement = setl_id
    WHERE infno <> '3501'
    GROUP BY fixmedins_code, med_list_codg
),
ledgers AS (
    SELECT c.fixmedins_code, c.med_list_codg,
        k.opening + m.supplied - k.closing AS available,
        c.billed + m.cash AS out
    FROM charged c
    JOIN counted k ON k.fixmedins_code = c.fixmedins_code AND k.med_list_codg = c.med_list_codg
    JOIN moved m ON m.fixmedins_code = c.fixmedins_code AND m.med_list_codg = c.med_list_codg
    WHERE c.billed + m.cash <> 0
)
SELECT fixmedins_code, med_list_codg,
    CAST(10000 * available AS BIGINT) AS available,
    CAST(10000 * (out - available) AS BIGINT) AS difference,
    out - available > 1 AND 50 * (out - available) > available AS short
FROM ledgers
