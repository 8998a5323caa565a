-- Work that is done in the background, once with effect however often it is tried.
CREATE TABLE job (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL,
    run_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    attempts_max BIGINT NOT NULL,
    worker TEXT NOT NULL,
    lease_until BIGINT NOT NULL,
    problem TEXT NOT NULL,
    queued_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX job_by_turn ON job (state, run_at, id);
CREATE INDEX job_by_lease ON job (state, lease_until);
