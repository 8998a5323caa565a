-- Matters as streams of events, what lists show of them, and the trail of everything.
-- A matter without a deadline has 9999999 there, so that it comes last. Days are counted from 1970-01-01, moments in seconds from its midnight in Beijing, money in fen.

-- One row per matter: its current state as lists show and filter it.
CREATE TABLE matter (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    version BIGINT NOT NULL,
    institution TEXT NOT NULL,
    division TEXT NOT NULL,
    practitioner TEXT NOT NULL,
    rule TEXT NOT NULL,
    period TEXT NOT NULL,
    stage TEXT NOT NULL,
    assignee TEXT NOT NULL,
    due BIGINT NOT NULL,
    flagged BIGINT NOT NULL,
    upheld BIGINT NOT NULL,
    recovered BIGINT NOT NULL,
    avoided BIGINT NOT NULL,
    told BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL
);
CREATE INDEX matter_by_change ON matter (changed_at, id);
CREATE INDEX matter_by_kind ON matter (kind, changed_at, id);
CREATE INDEX matter_by_stage ON matter (kind, stage, due, id);
CREATE INDEX matter_by_institution ON matter (institution, kind, changed_at, id);
-- All that sums ask for, so that a figure of a whole city reads no rows.
CREATE INDEX matter_sums ON matter (
    division, kind, stage, rule, institution, period, assignee, due, changed_at, flagged, upheld, recovered, avoided
);
CREATE INDEX matter_by_assignee ON matter (assignee, due, id);
CREATE INDEX matter_by_due ON matter (due, id);
CREATE INDEX matter_by_flagged ON matter (flagged, id);

-- Who takes part in a matter now; access by task follows from it.
CREATE TABLE matter_person (
    matter TEXT NOT NULL,
    user_id TEXT NOT NULL,
    PRIMARY KEY (user_id, matter)
);
CREATE INDEX matter_person_by_matter ON matter_person (matter);

-- What happened, the only source of a matter's state.
CREATE TABLE matter_event (
    matter TEXT NOT NULL,
    seq BIGINT NOT NULL,
    trail BIGINT NOT NULL,
    user_id TEXT NOT NULL,
    role TEXT NOT NULL,
    at BIGINT NOT NULL,
    event TEXT NOT NULL,
    PRIMARY KEY (matter, seq)
);
CREATE INDEX matter_event_by_trail ON matter_event (trail, matter, seq);

-- The trail: numbered from 1 without a gap, each row hashed together with the hash before it.
CREATE TABLE trail (
    number BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    user_id TEXT NOT NULL,
    role TEXT NOT NULL,
    place TEXT NOT NULL,
    deed TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    purpose TEXT NOT NULL,
    content TEXT NOT NULL,
    hash TEXT NOT NULL
);
CREATE INDEX trail_by_subject ON trail (subject, number);
CREATE INDEX trail_by_user ON trail (user_id, number);

-- The end of the trail. Whoever writes holds this row: writes have one order.
CREATE TABLE trail_head (
    id BIGINT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL,
    hash TEXT NOT NULL
);
INSERT INTO trail_head (id, number, hash) VALUES (1, 0, '');

-- Commands that were answered, so that sending one twice does nothing twice.
CREATE TABLE command_key (
    user_id TEXT NOT NULL,
    name TEXT NOT NULL,
    content TEXT NOT NULL,
    answer TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (user_id, name)
);
CREATE INDEX command_key_by_age ON command_key (at);
