-- 窗口内同时收取主项与从项，主项在同一机构收取。前面的 pair 给出成对的知识点及其起止日期。
-- 同一小时的窗口内按小时计价的（限定频次的知识点单位为小时），比使用时段：原收数量不超过1小时的是发生时间起的那一小时，
-- 超过1小时的是按日记账的合计，用在发生当日（超过24小时的，所需的几日）的哪几个小时不得而知，不晚于就诊结束当日。
-- 从项只计无论怎样安排都重叠的小时（精确到百分之一小时，舍去尾数）：时段内没有用到的小时先从重叠的扣除。
-- 同一项目同日分几行按日记账的，按时间先后合计，计在较晚的一行。
sub AS (SELECT "知识点", "一码", "窗口", "施行", "止", unnest(string_to_array("从项编码", '|')) AS "从项" FROM pair),
hourly AS (
    SELECT DISTINCT "一码" FROM (
        SELECT "一码" FROM "item-frequency 编码" WHERE "单位" = '小时' UNION ALL
        SELECT "一码" FROM "item-frequency-typical 编码" WHERE "单位" = '小时'
    ) units
),
charged AS (
    SELECT l.psn_no, l.fixmedins_code, l.mdtrt_id, l.feedetl_sn, l.med_list_codg, l."day",
           l.fen, l.parts, l.covered, h."一码" IS NOT NULL AS by_hour,
           CAST(CAST(l.fee_ocur_time AS TIMESTAMP) AS BIGINT) / 1000000000 AS moment_at,
           CAST(CAST(l."day" AS TIMESTAMP) AS BIGINT) / 1000000000 AS day_at,
           CAST(r.cnt * 10000 AS BIGINT) AS charged_parts,
           h."一码" IS NOT NULL AND CAST(r.cnt * 10000 AS BIGINT) > 10000 AS is_sum,
           h."一码" IS NOT NULL AND CAST(r.cnt * 10000 AS BIGINT) > 10000
               AND CAST(r.cnt * 10000 AS BIGINT) <= 240000 AS is_sum_of_day,
           CASE WHEN l.endtime IS NULL THEN 9000000000
                ELSE CAST(CAST(greatest(substr(l.endtime, 1, 10), l."day") AS TIMESTAMP) AS BIGINT) / 1000000000
                     + 86400 END AS latest
    FROM covered_line l
    JOIN raw_line r ON r.psn_no = l.psn_no AND r.fixmedins_code = l.fixmedins_code AND r.mdtrt_id = l.mdtrt_id
                   AND r.feedetl_sn = l.feedetl_sn
    LEFT JOIN hourly h ON h."一码" = l.med_list_codg
),
-- Seconds in which a line may have been used, where it counts by the hour, and how many of them are filled: by what is
-- left of it and, of a day that is posted in parts, by the earlier ones.
used AS (
    SELECT psn_no, fixmedins_code, mdtrt_id, feedetl_sn, med_list_codg, "day", fen, parts, covered, by_hour, moment_at,
           CASE WHEN is_sum THEN day_at ELSE moment_at END AS begin_at,
           least(CASE WHEN is_sum THEN day_at + (charged_parts + 239999) / 240000 * 86400
                      ELSE moment_at + charged_parts * 3600 / 10000 END,
                 latest) AS end_at,
           CASE WHEN is_sum_of_day
                THEN sum(parts) OVER (PARTITION BY psn_no, fixmedins_code, med_list_codg, "day", is_sum_of_day
                                      ORDER BY moment_at, feedetl_sn
                                      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
                ELSE parts END * 3600 / 10000 AS filled
    FROM charged
),
beside AS (
    SELECT s.psn_no, s.mdtrt_id, s.feedetl_sn, s.fen, s.parts, s.covered, k."知识点", k."窗口", s.by_hour,
           m.by_hour AS main_by_hour, s.moment_at, s.begin_at, s.end_at,
           greatest(s.end_at - s.begin_at - s.filled, 0) AS idle,
           m.moment_at AS main_moment, m.begin_at AS main_begin, m.end_at AS main_end,
           greatest(m.end_at - m.begin_at - m.filled, 0) AS main_idle,
           m."day" = s."day" AS same_day, m.mdtrt_id = s.mdtrt_id AS same_visit
    FROM used s
    JOIN sub k ON k."从项" = s.med_list_codg AND s."day" >= k."施行" AND s."day" < k."止"
    JOIN used m ON m.psn_no = s.psn_no AND m.fixmedins_code = s.fixmedins_code AND m.med_list_codg = k."一码"
),
-- What is charged whole.
whole AS (
    SELECT psn_no, mdtrt_id, feedetl_sn, covered AS amount
    FROM beside
    WHERE CASE "窗口"
            WHEN '单次就诊' THEN same_visit
            WHEN '单日' THEN same_day
            WHEN '同一手术日' THEN same_day
            WHEN '同一小时' THEN NOT by_hour
                AND CASE WHEN main_by_hour THEN main_idle = 0 AND begin_at >= main_begin AND begin_at < main_end
                         ELSE begin_at / 3600 = main_begin / 3600 END
            WHEN '6小时' THEN abs(main_moment - moment_at) <= 21600
          END
),
-- Of what counts by the hour: the seconds that each main item has of it.
cut AS (
    SELECT psn_no, mdtrt_id, feedetl_sn, fen, parts, "知识点", idle, main_by_hour, main_idle,
           greatest(main_begin, begin_at) AS cut_from,
           least(CASE WHEN main_by_hour THEN main_end ELSE main_begin + 3600 END, end_at) AS cut_to
    FROM beside
    WHERE "窗口" = '同一小时' AND by_hour
      AND CASE WHEN main_by_hour THEN main_begin < end_at AND begin_at < main_end
               ELSE main_begin >= begin_at AND main_begin < end_at END
),
-- What several main items have is counted once.
fresh AS (
    SELECT psn_no, mdtrt_id, feedetl_sn, fen, parts, "知识点", idle, cut_to,
           greatest(cut_from, coalesce(max(cut_to) OVER (PARTITION BY psn_no, mdtrt_id, feedetl_sn, "知识点"
                                                         ORDER BY cut_from, cut_to
                                                         ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)) AS new_from
    FROM cut
    WHERE NOT main_by_hour OR main_idle = 0
),
-- Seconds that lie in the time of main items: in that of those which were used throughout, or in that of one which was
-- not, wherever its hours lie. One that is posted for the day may have been used in all of it, also beside the former.
forced AS (
    SELECT psn_no, mdtrt_id, feedetl_sn, fen, parts, "知识点", idle, sum(greatest(cut_to - new_from, 0)) AS seconds
    FROM fresh
    GROUP BY psn_no, mdtrt_id, feedetl_sn, fen, parts, "知识点", idle
    UNION ALL
    SELECT psn_no, mdtrt_id, feedetl_sn, fen, parts, "知识点", idle, cut_to - cut_from - main_idle AS seconds
    FROM cut
    WHERE main_by_hour AND main_idle > 0
),
overlap AS (
    SELECT psn_no, mdtrt_id, feedetl_sn, fen, parts,
           least((max(seconds) - max(idle)) / 36 * 100, parts) AS part
    FROM forced
    GROUP BY psn_no, mdtrt_id, feedetl_sn, fen, parts, "知识点"
),
found AS (
    SELECT psn_no, mdtrt_id, feedetl_sn, amount FROM whole UNION ALL
    SELECT psn_no, mdtrt_id, feedetl_sn,
           CAST((2 * fen * part + parts) / (2 * parts) AS DECIMAL(18, 2)) / 100 AS amount
    FROM overlap
    WHERE part > 0
)
SELECT psn_no, mdtrt_id, feedetl_sn, max(amount) AS amount
FROM found
GROUP BY psn_no, mdtrt_id, feedetl_sn
