-- As whom an outside provider of identities knows somebody; empty where nobody said so. A subject is one account.
ALTER TABLE account ADD COLUMN identity_issuer TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN identity_subject TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX account_by_identity ON account (identity_issuer, identity_subject) WHERE identity_subject <> '';

-- What opened a session: the account's own password, or the provider's word.
ALTER TABLE session ADD COLUMN proof TEXT NOT NULL DEFAULT 'password';
