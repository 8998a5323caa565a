-- A role that an administrator wants to give: it is given when somebody who audits the system signs it too. The number is that of the row of the trail that proposed it; a moment that has not come about is 0, and so is the grant that was not given.
CREATE TABLE grant_proposal (
    number BIGINT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL,
    role TEXT NOT NULL,
    place_kind TEXT NOT NULL,
    place TEXT NOT NULL,
    department TEXT NOT NULL,
    practitioner TEXT NOT NULL,
    until BIGINT NOT NULL,
    proposed_at BIGINT NOT NULL,
    proposed_by TEXT NOT NULL,
    decision TEXT NOT NULL,
    decided_at BIGINT NOT NULL,
    decided_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    granted BIGINT NOT NULL
);
CREATE INDEX grant_proposal_by_account ON grant_proposal (account, decision);
