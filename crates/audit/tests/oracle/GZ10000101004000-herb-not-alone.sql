-- 规则4 中药饮片单方使用不予支付：同一张处方中的饮片全部在知识点内，则该处方各味饮片不予支付。
-- 表外饮片由患者自费的，处方仍是复方。
WITH listed AS (SELECT DISTINCT "一码", "施行", "止" FROM "herb-not-alone 编码"),
herb AS (
    SELECT l.*, k."一码" IS NOT NULL AS listed
    FROM line l
    LEFT JOIN listed k ON k."一码" = l.med_list_codg AND l."day" >= k."施行" AND l."day" < k."止"
    WHERE l."种类" = '中药饮片'
),
alone AS (
    SELECT psn_no, fixmedins_code, mdtrt_id, "处方"
    FROM herb
    GROUP BY psn_no, fixmedins_code, mdtrt_id, "处方"
    HAVING bool_and(listed)
)
SELECT h.psn_no, h.mdtrt_id, h.feedetl_sn, h.covered AS amount
FROM herb h
JOIN alone a ON a.psn_no = h.psn_no AND a.fixmedins_code = h.fixmedins_code AND a.mdtrt_id = h.mdtrt_id
            AND a."处方" = h."处方"
WHERE h.covered > 0 AND h."day" >= '2026-05-20'
