-- What doctors were shown and what they answered, one row per finding of a call, without the person; and how far each source of findings was taken in.
CREATE TABLE alert (
    id TEXT NOT NULL PRIMARY KEY,
    call_id TEXT NOT NULL,
    finding TEXT NOT NULL,
    at BIGINT NOT NULL,
    stage TEXT NOT NULL,
    institution TEXT NOT NULL,
    division TEXT NOT NULL,
    department TEXT NOT NULL,
    practitioner TEXT NOT NULL,
    rule TEXT NOT NULL,
    rule_name TEXT NOT NULL,
    certainty BIGINT NOT NULL,
    action TEXT NOT NULL,
    amount BIGINT NOT NULL,
    sentence TEXT NOT NULL,
    answer TEXT NOT NULL,
    reason TEXT NOT NULL,
    answered_at BIGINT,
    followed BIGINT NOT NULL
);
CREATE INDEX alert_by_practitioner ON alert (institution, practitioner, at, id);
CREATE INDEX alert_by_time ON alert (at, id);
-- The last alert of a finding is the one that counts.
CREATE INDEX alert_by_finding ON alert (finding, id);
-- Those that may still be answered: the answer is empty until there is one, or none came in time.
CREATE INDEX alert_waiting ON alert (id) WHERE answer = '';

CREATE TABLE intake (
    source TEXT NOT NULL PRIMARY KEY,
    position TEXT NOT NULL,
    at BIGINT NOT NULL
);
