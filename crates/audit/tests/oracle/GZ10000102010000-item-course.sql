-- 规则23 医疗服务项目限支付疗程：同一疾病过程中支付天数超过限定的费用。
WITH course_limit AS (
    SELECT "知识点", "一码", "计法", "疗程范围", "天数上限", greatest("施行", '2026-01-15') AS "施行", "止"
    FROM "item-course 编码"
),
$shared/course.sql
