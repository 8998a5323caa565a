-- Sums that are kept beside the rows, so that a figure of a city reads hundreds of cells and not a million rows; and indexes that answer a list by themselves.
-- A cell stands under a facet: 'all' has no heading, any other has the value of the column that it is named after. Months are written 202603.
-- SQLite keeps such a table as its key, without rows beside it; PostgreSQL has other words for rows that change all the time.

CREATE TABLE finding_sum (
    facet TEXT NOT NULL,
    heading TEXT NOT NULL,
    month BIGINT NOT NULL,
    division TEXT NOT NULL,
    certainty BIGINT NOT NULL,
    findings BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (facet, heading, month, division, certainty)
) WITHOUT ROWID;

CREATE TABLE matter_sum (
    facet TEXT NOT NULL,
    kind TEXT NOT NULL,
    heading TEXT NOT NULL,
    month BIGINT NOT NULL,
    division TEXT NOT NULL,
    stage TEXT NOT NULL,
    matters BIGINT NOT NULL,
    flagged BIGINT NOT NULL,
    upheld BIGINT NOT NULL,
    recovered BIGINT NOT NULL,
    avoided BIGINT NOT NULL,
    PRIMARY KEY (facet, kind, heading, month, division, stage)
) WITHOUT ROWID;

-- The month of each day that has something: months since March of the year 0, by the lengths of four centuries, of four years and of the year.
CREATE TEMPORARY TABLE month_of_day AS
SELECT day, months / 12 * 100 + months % 12 + 1 AS month FROM (
    SELECT day, era * 4800 + year_of_era * 12 + (5 * (day_of_era - 365 * year_of_era - year_of_era / 4 + year_of_era / 100) + 2) / 153 + 2 AS months FROM (
        SELECT day, era, day_of_era, (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365 AS year_of_era FROM (
            SELECT day, (day + 719468) / 146097 AS era, (day + 719468) % 146097 AS day_of_era FROM (
                SELECT service_day AS day FROM finding UNION SELECT changed_at / 86400 FROM matter
            ) AS days
        ) AS eras
    ) AS years
) AS all_months;

INSERT INTO finding_sum (facet, heading, month, division, certainty, findings, amount)
SELECT 'all', '', month, division, certainty, COUNT(*), SUM(amount)
FROM finding JOIN month_of_day ON day = service_day GROUP BY month, division, certainty;
INSERT INTO finding_sum (facet, heading, month, division, certainty, findings, amount)
SELECT 'institution', institution, month, division, certainty, COUNT(*), SUM(amount)
FROM finding JOIN month_of_day ON day = service_day GROUP BY institution, month, division, certainty;
INSERT INTO finding_sum (facet, heading, month, division, certainty, findings, amount)
SELECT 'rule', rule, month, division, certainty, COUNT(*), SUM(amount)
FROM finding JOIN month_of_day ON day = service_day GROUP BY rule, month, division, certainty;

INSERT INTO matter_sum (facet, kind, heading, month, division, stage, matters, flagged, upheld, recovered, avoided)
SELECT 'all', kind, '', month, division, stage, COUNT(*), SUM(flagged), SUM(upheld), SUM(recovered), SUM(avoided)
FROM matter JOIN month_of_day ON day = changed_at / 86400 GROUP BY kind, month, division, stage;
INSERT INTO matter_sum (facet, kind, heading, month, division, stage, matters, flagged, upheld, recovered, avoided)
SELECT 'institution', kind, institution, month, division, stage, COUNT(*), SUM(flagged), SUM(upheld), SUM(recovered), SUM(avoided)
FROM matter JOIN month_of_day ON day = changed_at / 86400 GROUP BY kind, institution, month, division, stage;
INSERT INTO matter_sum (facet, kind, heading, month, division, stage, matters, flagged, upheld, recovered, avoided)
SELECT 'rule', kind, rule, month, division, stage, COUNT(*), SUM(flagged), SUM(upheld), SUM(recovered), SUM(avoided)
FROM matter JOIN month_of_day ON day = changed_at / 86400 GROUP BY kind, rule, month, division, stage;
INSERT INTO matter_sum (facet, kind, heading, month, division, stage, matters, flagged, upheld, recovered, avoided)
SELECT 'period', kind, period, month, division, stage, COUNT(*), SUM(flagged), SUM(upheld), SUM(recovered), SUM(avoided)
FROM matter JOIN month_of_day ON day = changed_at / 86400 GROUP BY kind, period, month, division, stage;
INSERT INTO matter_sum (facet, kind, heading, month, division, stage, matters, flagged, upheld, recovered, avoided)
SELECT 'assignee', kind, assignee, month, division, stage, COUNT(*), SUM(flagged), SUM(upheld), SUM(recovered), SUM(avoided)
FROM matter JOIN month_of_day ON day = changed_at / 86400 GROUP BY kind, assignee, month, division, stage;

DROP TABLE month_of_day;

-- Each order of a list has an index that ends in what lists are narrowed to: a row that is not shown is not read.
-- That of matters by deadline also has what those that are overdue add up to.
-- Those of findings also have what is added up where the sums do not know the answer: parts of months, a rule at an institution.
-- Findings come in by no order: the fewer pages of indexes they touch, the faster. Those that wait for a lead are only told apart by institution, where each new one comes last.
DROP INDEX finding_without_lead;
CREATE INDEX finding_without_lead ON finding (institution) WHERE lead = '';
DROP INDEX IF EXISTS finding_by_institution;
DROP INDEX IF EXISTS finding_by_day;
CREATE INDEX finding_by_day ON finding (service_day, id, division, certainty, amount);
CREATE INDEX finding_by_institution ON finding (institution, service_day, rule, division, certainty, amount);
CREATE INDEX finding_by_rule ON finding (rule, service_day, institution, division, certainty, amount);

DROP INDEX IF EXISTS matter_sums;
DROP INDEX IF EXISTS matter_by_change;
DROP INDEX IF EXISTS matter_by_kind;
DROP INDEX IF EXISTS matter_by_stage;
DROP INDEX IF EXISTS matter_by_institution;
DROP INDEX IF EXISTS matter_by_due;
DROP INDEX IF EXISTS matter_by_flagged;
CREATE INDEX matter_by_change ON matter (
    changed_at, id, division, kind, stage, institution, rule, period, assignee, due, flagged, upheld, recovered, avoided
);
CREATE INDEX matter_by_due ON matter (due, id, division, kind, stage, flagged, upheld, recovered, avoided);
CREATE INDEX matter_by_flagged ON matter (flagged, id, division, kind, stage);
CREATE INDEX matter_by_kind ON matter (kind, changed_at, id, division, stage);
CREATE INDEX matter_by_kind_due ON matter (kind, due, id, division, stage);
CREATE INDEX matter_by_kind_flagged ON matter (kind, flagged, id, division, stage);
CREATE INDEX matter_by_institution ON matter (institution, changed_at, id, division, kind, stage, told);
CREATE INDEX matter_by_rule ON matter (rule, changed_at, id, division, kind, stage);
CREATE INDEX matter_by_period ON matter (period, changed_at, id, division, kind, stage);
