-- A knowledge table as its README says it is to be read. $TABLE is the table's name; the harness
-- runs this once for every table that an oracle names.
--
-- 修订自其施行日起取代同名的行；其他批次只取代它逐码重述的行（名称相同，原行的编码都在新行之内）；其余并列。
-- 从项、分组不同的行互不取代，这里问到的表中有这两列的都只有一批。失效当日不再有效。标注“示例”的行不发言。
CREATE TABLE "$TABLE" AS
WITH later AS (
    SELECT a."知识点" AS "知识点", min(b."施行") AS "取代"
    FROM "$TABLE 原表" a
    JOIN "$TABLE 原表" b ON b."名称" = a."名称" AND b."批次" <> a."批次" AND b."施行" > a."施行"
    WHERE b."批次" LIKE '%修订%'
       OR array_has_all(string_to_array(b."编码", '|'), string_to_array(a."编码", '|'))
    GROUP BY a."知识点"
)
SELECT k.*,
       CASE WHEN coalesce(k."失效", '9999-12-31') < coalesce(later."取代", '9999-12-31')
            THEN coalesce(k."失效", '9999-12-31')
            ELSE coalesce(later."取代", '9999-12-31')
       END AS "止"
FROM "$TABLE 原表" k
LEFT JOIN later ON later."知识点" = k."知识点"
WHERE coalesce(k."标注", '') <> '示例';

-- One row for every code of a point, with the point's own columns.
CREATE TABLE "$TABLE 编码" AS
SELECT k.*, c."一码" AS "一码"
FROM "$TABLE" k
JOIN (SELECT "知识点" AS "点", unnest(string_to_array("编码", '|')) AS "一码" FROM "$TABLE") c
  ON c."点" = k."知识点";
