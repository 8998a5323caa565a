-- MJ0005 典型问题清单所列疑似重复收费：窗口内同时收取主项与从项。
-- 主项在另一机构收取的，不是同一次服务。违规金额为窗口内从项纳入医保的金额，主项照付。
WITH pair AS (
    SELECT "知识点", "一码", "从项编码", "窗口", "施行", "止" FROM "item-duplicate-suspect 编码"
),
sub AS (SELECT "一码", "窗口", "施行", "止", unnest(string_to_array("从项编码", '|')) AS "从项" FROM pair)
SELECT DISTINCT s.psn_no, s.mdtrt_id, s.feedetl_sn, s.covered AS amount
FROM covered_line s
JOIN sub k ON k."从项" = s.med_list_codg AND s."day" >= k."施行" AND s."day" < k."止"
JOIN covered_line m ON m.psn_no = s.psn_no AND m.fixmedins_code = s.fixmedins_code AND m.med_list_codg = k."一码"
WHERE s."day" >= '2026-02-12'
  AND CASE k."窗口"
        WHEN '单次就诊' THEN m.mdtrt_id = s.mdtrt_id
        WHEN '单日' THEN m."day" = s."day"
        WHEN '同一手术日' THEN m."day" = s."day"
        WHEN '同一小时' THEN substr(m.fee_ocur_time, 1, 13) = substr(s.fee_ocur_time, 1, 13)
        WHEN '6小时' THEN abs(CAST(CAST(m.fee_ocur_time AS TIMESTAMP) AS BIGINT) - CAST(CAST(s.fee_ocur_time AS TIMESTAMP) AS BIGINT))
                          <= 21600000000000
      END
