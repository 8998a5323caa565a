-- 规则75 中药饮片配伍禁忌：同一处方内的两味饮片属配伍禁忌，自费饮片一并检查；违规金额计从项纳入医保的金额。
-- 饮片按编码或名称（名:…）识别。
WITH herb AS (
    SELECT l.*, '名:' || l.medins_list_name AS named FROM line l WHERE l."种类" = '中药饮片' AND l."day" >= '2026-02-12'
),
sub AS (SELECT "知识点", "一码", "施行", "止", unnest(string_to_array("从项编码", '|')) AS "从项" FROM "herb-incompatibility 编码")
SELECT DISTINCT s.psn_no, s.mdtrt_id, s.feedetl_sn, s.covered AS amount
FROM herb s
JOIN sub k ON (k."从项" = s.med_list_codg OR k."从项" = s.named) AND s."day" >= k."施行" AND s."day" < k."止"
JOIN herb m ON m.psn_no = s.psn_no AND m.fixmedins_code = s.fixmedins_code AND m.mdtrt_id = s.mdtrt_id AND m."处方" = s."处方"
           AND (k."一码" = m.med_list_codg OR k."一码" = m.named)
