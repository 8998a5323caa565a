-- Organisations, the accounts of people, what each may do and where, their sessions, and the keys of programs.
-- A moment that has not come about is 0; a day without end is 9999999. No password and no token stands here, only what cannot be turned back into one.

CREATE TABLE organisation (
    code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    parent TEXT NOT NULL,
    division TEXT NOT NULL,
    level TEXT NOT NULL,
    prescribing TEXT NOT NULL,
    settlement TEXT NOT NULL,
    feedback TEXT NOT NULL
);
CREATE INDEX organisation_by_parent ON organisation (parent);
CREATE INDEX organisation_by_division ON organisation (division, kind);

CREATE TABLE account (
    id TEXT NOT NULL PRIMARY KEY,
    login TEXT NOT NULL,
    login_key TEXT NOT NULL,
    name TEXT NOT NULL,
    password TEXT NOT NULL,
    must_change BIGINT NOT NULL,
    state TEXT NOT NULL,
    failures BIGINT NOT NULL,
    locked_until BIGINT NOT NULL,
    otp_secret TEXT NOT NULL,
    otp_last_step BIGINT NOT NULL,
    last_login BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL
);
-- However a login is written, it is one.
CREATE UNIQUE INDEX account_by_login ON account (login_key);

-- A role at a place. The number is that of the row of the trail that gave it.
CREATE TABLE account_grant (
    id BIGINT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL,
    role TEXT NOT NULL,
    place_kind TEXT NOT NULL,
    place TEXT NOT NULL,
    department TEXT NOT NULL,
    practitioner TEXT NOT NULL,
    until BIGINT NOT NULL,
    granted_at BIGINT NOT NULL,
    granted_by TEXT NOT NULL,
    revoked_at BIGINT NOT NULL,
    revoked_by TEXT NOT NULL
);
CREATE INDEX account_grant_by_account ON account_grant (account, id);
CREATE INDEX account_grant_by_place ON account_grant (place_kind, place, role);

CREATE TABLE session (
    digest TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL,
    trail BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    idle BIGINT NOT NULL,
    until BIGINT NOT NULL,
    ended_at BIGINT NOT NULL
);
CREATE INDEX session_by_account ON session (account, ended_at);
CREATE INDEX session_by_age ON session (until);

-- A program acts by one role at one place. The number is that of the row of the trail that made it.
CREATE TABLE api_key (
    id BIGINT NOT NULL PRIMARY KEY,
    digest TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    place_kind TEXT NOT NULL,
    place TEXT NOT NULL,
    until BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    revoked_at BIGINT NOT NULL,
    revoked_by TEXT NOT NULL,
    last_used BIGINT NOT NULL
);
CREATE UNIQUE INDEX api_key_by_digest ON api_key (digest);
