-- 规则10 药品限支付疗程：同一疗程中使用天数超过限定，超出日的费用。
WITH course_limit AS (
    SELECT "知识点", "一码", "计法", "疗程范围", "天数上限", greatest("施行", '2025-09-05') AS "施行", "止"
    FROM "drug-course 编码"
),
$shared/course.sql
