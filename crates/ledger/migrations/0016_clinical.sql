-- Rows of the sheets of clinical conduct as institutions bring them in, each once by what names it in its
-- list; the month as 202610, or 0 where a row belongs to none.
CREATE TABLE clinical_row (
    institution TEXT NOT NULL,
    division TEXT NOT NULL,
    list TEXT NOT NULL,
    name TEXT NOT NULL,
    month BIGINT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (institution, list, name)
);
CREATE INDEX clinical_row_by_month ON clinical_row (list, month);
