-- 前面的 course_limit 给出疗程的知识点及其起止日期。停用不超过30天视为同一疗程，跨就诊合并；疗程范围为单次住院的，
-- 只计本次住院，停用再用也合并。同一知识点的各编码合并计算；用法有天数的按天数展开，同一天只算一天。
-- 修订、试行以前使用的天数计入疗程，本身不判；上限取费用当日有效的知识点。
-- 使用天数：疗程中第几个使用日；历时天数：自首日起第几天。违规金额按一行各日中超出的日数计。
used AS (
    SELECT l.psn_no, l.fixmedins_code, l.mdtrt_id, l.feedetl_sn, l.fen, k."知识点", k."计法",
           CASE k."疗程范围" WHEN '单次住院' THEN l.fixmedins_code || '/' || l.mdtrt_id ELSE '' END AS stay,
           CAST(k."天数上限" AS INT) AS most, coalesce(l.prd_days, 1) AS days,
           CAST(CAST(l."day" AS DATE) AS INT) AS first_day,
           l."day" >= k."施行" AND l."day" < k."止" AS judged
    FROM covered_line l
    JOIN course_limit k ON k."一码" = l.med_list_codg
),
line_day AS (
    SELECT *, unnest(generate_series(first_day, first_day + days - 1)) AS on_day
    FROM used
),
person_day AS (SELECT DISTINCT psn_no, "知识点", stay, on_day FROM line_day),
gap AS (
    SELECT *,
           CASE WHEN stay <> '' OR on_day - lag(on_day) OVER (PARTITION BY psn_no, "知识点", stay ORDER BY on_day) <= 30
                THEN 0 ELSE 1 END AS anew
    FROM person_day
),
course AS (
    SELECT psn_no, "知识点", stay, on_day,
           sum(anew) OVER (PARTITION BY psn_no, "知识点", stay ORDER BY on_day ROWS UNBOUNDED PRECEDING) AS course
    FROM gap
),
counted AS (
    SELECT psn_no, "知识点", stay, on_day,
           row_number() OVER (PARTITION BY psn_no, "知识点", stay, course ORDER BY on_day) AS used_day,
           on_day - min(on_day) OVER (PARTITION BY psn_no, "知识点", stay, course) + 1 AS lasting_day
    FROM course
),
excess AS (
    SELECT d.psn_no, d.fixmedins_code, d.mdtrt_id, d.feedetl_sn, d."知识点", max(d.fen) AS fen, max(d.days) AS days,
           sum(CASE WHEN CASE d."计法" WHEN '历时天数' THEN c.lasting_day ELSE c.used_day END > d.most THEN 1 ELSE 0 END) AS beyond
    FROM line_day d
    JOIN counted c ON c.psn_no = d.psn_no AND c."知识点" = d."知识点" AND c.stay = d.stay AND c.on_day = d.on_day
    WHERE d.judged
    GROUP BY d.psn_no, d.fixmedins_code, d.mdtrt_id, d.feedetl_sn, d."知识点"
)
SELECT psn_no, mdtrt_id, feedetl_sn,
       CAST((2 * fen * (beyond) + days) / (2 * days) AS DECIMAL(18, 2)) / 100 AS amount
FROM excess
WHERE beyond > 0
