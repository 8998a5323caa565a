-- 规则42 住院期外收费：住院（含日间手术）明细的发生时间早于入院或者晚于出院，且超过24小时。
SELECT psn_no, mdtrt_id, feedetl_sn, covered AS amount
FROM covered_line
WHERE "day" >= '2026-02-12' AND "就医方式" IN ('住院', '日间手术')
  AND (CAST(CAST(begntime AS TIMESTAMP) AS BIGINT) - CAST(CAST(fee_ocur_time AS TIMESTAMP) AS BIGINT) > 86400000000000
       OR CAST(CAST(fee_ocur_time AS TIMESTAMP) AS BIGINT) - CAST(CAST(endtime AS TIMESTAMP) AS BIGINT) > 86400000000000)
