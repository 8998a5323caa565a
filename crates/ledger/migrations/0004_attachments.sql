-- What is known of the files in the attachment folder; a file is named by the digest of its content.
CREATE TABLE attachment (
    digest TEXT NOT NULL,
    matter TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    stored_at BIGINT NOT NULL,
    stored_by TEXT NOT NULL,
    PRIMARY KEY (matter, digest, name)
);
CREATE INDEX attachment_by_digest ON attachment (digest);
