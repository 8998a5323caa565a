-- 规则41 数据未及时上传：上传时间比发生时间晚，且超过24小时。恰为24小时不算；没有上传时间：未评估。不计违规金额。
SELECT psn_no, mdtrt_id, feedetl_sn, 0 AS amount
FROM line
WHERE "day" >= '2026-02-12'
  AND CAST(CAST(upld_time AS TIMESTAMP) AS BIGINT) - CAST(CAST(fee_ocur_time AS TIMESTAMP) AS BIGINT) > 86400000000000
