-- Institutions that take part in a matter of another one: who helps in a pair. A function of the matter's state, written with its events.
CREATE TABLE matter_party (
    matter TEXT NOT NULL,
    institution TEXT NOT NULL,
    PRIMARY KEY (institution, matter)
);
CREATE INDEX matter_party_by_matter ON matter_party (matter);

-- The pairs that there are: each names its helper in its first event, as JSON writes a text.
INSERT INTO matter_party (matter, institution)
SELECT e.matter, o.code FROM matter_event e, organisation o
WHERE e.matter LIKE 'assistance/%' AND e.seq = 1
AND REPLACE(e.event, '"helper":"' || o.code || '"', '') <> e.event;

-- Totals of a period over all institutions.
CREATE INDEX recognition_reminder_by_day ON recognition_reminder (reminded_on);
