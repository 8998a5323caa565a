-- Who reported something lies closed here, apart from what was reported: the text says nothing without a key that is not in the books. A moment that has not come about is 0.
CREATE TABLE vault (
    seal TEXT NOT NULL PRIMARY KEY,
    place_kind TEXT NOT NULL,
    place TEXT NOT NULL,
    content TEXT NOT NULL,
    stored_at BIGINT NOT NULL,
    stored_by TEXT NOT NULL
);

-- To open one takes two: who asks with a purpose, and somebody else who agrees. It opens once.
CREATE TABLE vault_request (
    number BIGINT NOT NULL PRIMARY KEY,
    seal TEXT NOT NULL,
    purpose TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    asked_by TEXT NOT NULL,
    agreed_at BIGINT NOT NULL,
    agreed_by TEXT NOT NULL,
    opened_at BIGINT NOT NULL
);
CREATE INDEX vault_request_by_seal ON vault_request (seal, number);
