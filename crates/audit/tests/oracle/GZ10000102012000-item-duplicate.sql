-- 规则25 医疗服务项目重复收费：知识点规定的窗口内同时收取主项与从项。
-- 主项在另一机构收取的，不是同一次服务。违规金额为窗口内从项纳入医保的金额，主项照付。
WITH pair AS (
    SELECT "知识点", "一码", "从项编码", "窗口", greatest("施行", '2025-12-20') AS "施行", "止" FROM "item-duplicate 编码"
    UNION ALL
    SELECT "知识点", "一码", "从项编码", "窗口", greatest("施行", '2025-12-20') AS "施行", "止"
    FROM "item-duplicate-typical 编码"
),
$shared/duplicate.sql
