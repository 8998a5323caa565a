-- 规则15 手术项目未按规定折价收费：同一次就诊、同一天同一手术组两种以上不同手术，除目录单价最高的一项（同一项目的
-- 各行）外，其余的单价（金额除以台数）高于目录单价乘以50%，都四舍五入到分。数量不是整数的，零头是一台按折扣收取。
-- 自费的一并检查。违规金额为超出部分，以纳入医保的金额为限。目录单价未上传：未评估。
WITH op AS (
    SELECT l.*, k."分组",
           (l.parts + 9999) / 10000 AS operations,
           CAST(l.amount * 100 AS BIGINT) AS paid,
           (CAST(l.list_pric * 1000000 AS BIGINT) + 10000) / 20000 AS half,
           first_value(l.med_list_codg) OVER (PARTITION BY l.psn_no, l.fixmedins_code, l.mdtrt_id, l."day", k."分组"
                                              ORDER BY l.list_pric DESC, l.fee_ocur_time, l.feedetl_sn) AS dearest,
           bool_and(l.list_pric IS NOT NULL) OVER (PARTITION BY l.psn_no, l.fixmedins_code, l.mdtrt_id, l."day", k."分组") AS known,
           min(l.med_list_codg) OVER (PARTITION BY l.psn_no, l.fixmedins_code, l.mdtrt_id, l."day", k."分组")
               <> max(l.med_list_codg) OVER (PARTITION BY l.psn_no, l.fixmedins_code, l.mdtrt_id, l."day", k."分组") AS differ
    FROM line l
    JOIN "operation-discount 编码" k ON k."一码" = l.med_list_codg AND l."day" >= k."施行" AND l."day" < k."止"
    WHERE l."day" >= '2025-08-01'
)
SELECT psn_no, mdtrt_id, feedetl_sn, max(beyond) AS amount
FROM (
    SELECT psn_no, mdtrt_id, feedetl_sn,
           least(covered, CAST(paid - half * operations AS DECIMAL(18, 2)) / 100) AS beyond
    FROM op
    WHERE known AND differ AND med_list_codg <> dearest AND (2 * paid + operations) / (2 * operations) > half
) undiscounted
GROUP BY psn_no, mdtrt_id, feedetl_sn
