-- A key of a program is proposed and signed as a role of a person is. Its proposal has no account, but the name of the system that would have the key and the digest of the key; both are empty in the proposal of a role for a person.
ALTER TABLE grant_proposal ADD COLUMN key_name TEXT NOT NULL DEFAULT '';
ALTER TABLE grant_proposal ADD COLUMN key_digest TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX grant_proposal_by_key ON grant_proposal (key_digest) WHERE key_digest <> '';
