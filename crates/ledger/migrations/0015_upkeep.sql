-- What is done now and then to keep the books, and when it was done last.
CREATE TABLE upkeep (
    name TEXT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    detail TEXT NOT NULL
);
