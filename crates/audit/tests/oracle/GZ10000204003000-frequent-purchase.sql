-- 规则51 频繁购药：30天内（含本次）到药店购药超过10次，各药店合并。违规金额为本次基金支付额。
WITH going AS (
    SELECT v.psn_no, v.fixmedins_code, v.mdtrt_id, v.begin_day, v.begntime || v.mdtrt_id AS place,
           CAST(CAST(v.begin_day AS DATE) AS INT) AS on_day
    FROM visit v
    WHERE v."就医方式" IN ('药店购药')
),
counted AS (
    SELECT b.psn_no, b.fixmedins_code, b.mdtrt_id, b.begin_day, count(*) AS times
    FROM going b
    JOIN going a ON a.psn_no = b.psn_no AND a.place <= b.place AND a.on_day > b.on_day - 30
    GROUP BY b.psn_no, b.fixmedins_code, b.mdtrt_id, b.begin_day
),
paid AS (
    SELECT psn_no, fixmedins_code, mdtrt_id, sum(CAST(fund_pay_sumamt AS DECIMAL(18, 2))) AS fund
    FROM settlements
    WHERE coalesce(refd_setl_flag, '0') <> '1'
    GROUP BY psn_no, fixmedins_code, mdtrt_id
)
SELECT c.psn_no, c.mdtrt_id, '' AS feedetl_sn, coalesce(p.fund, 0) AS amount
FROM counted c
LEFT JOIN paid p ON p.psn_no = c.psn_no AND p.fixmedins_code = c.fixmedins_code AND p.mdtrt_id = c.mdtrt_id
WHERE c.times > 10 AND c.begin_day >= '2026-02-12'
