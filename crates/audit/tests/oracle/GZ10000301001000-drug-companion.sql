-- 规则64 药品与医疗服务项目不符：收取了药品，而窗口内没有任何一个相伴项目。
WITH wanting AS (
    SELECT "知识点", "一码", "窗口", "需有", greatest("施行", '2026-02-12') AS "施行", "止" FROM "drug-companion 编码"
),
$shared/companion.sql
