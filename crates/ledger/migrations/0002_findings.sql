-- Findings as they arrive from real time and from audits, one row per key whoever sent it and how often.
CREATE TABLE finding (
    id TEXT NOT NULL PRIMARY KEY,
    rule TEXT NOT NULL,
    institution TEXT NOT NULL,
    division TEXT NOT NULL,
    practitioner TEXT NOT NULL,
    person TEXT NOT NULL,
    encounter TEXT NOT NULL,
    amount BIGINT NOT NULL,
    service_day BIGINT NOT NULL,
    certainty BIGINT NOT NULL,
    run TEXT NOT NULL,
    argument TEXT NOT NULL,
    lead TEXT NOT NULL,
    first_seen BIGINT NOT NULL,
    last_seen BIGINT NOT NULL
);
-- A finding is in one of these two: it waits for a lead, or has one.
CREATE INDEX finding_without_lead ON finding (institution, rule, service_day) WHERE lead = '';
CREATE INDEX finding_by_lead ON finding (lead, service_day, id) WHERE lead <> '';
CREATE INDEX finding_by_institution ON finding (institution, rule, service_day);
CREATE INDEX finding_by_day ON finding (service_day, id);
