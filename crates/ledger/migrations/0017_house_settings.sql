-- What an institution sets for itself, as a text under a name: how its bulletin is made. The version says what its author saw.

CREATE TABLE house_setting (
    institution TEXT NOT NULL,
    name TEXT NOT NULL,
    version BIGINT NOT NULL,
    value TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL,
    PRIMARY KEY (institution, name)
);

-- How far the books of each institution have come is told from this index alone.
CREATE INDEX matter_by_revision ON matter (institution, kind, version);
