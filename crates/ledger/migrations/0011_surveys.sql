-- One answer a visit: of the code that is printed on the sheet of a visit the books have the digest alone. Days and no hours, so that a code does not lead to an answer.
CREATE TABLE survey_code (
    digest TEXT NOT NULL PRIMARY KEY,
    institution TEXT NOT NULL,
    division TEXT NOT NULL,
    department TEXT NOT NULL,
    form TEXT NOT NULL,
    version TEXT NOT NULL,
    issued_on BIGINT NOT NULL,
    used BIGINT NOT NULL
);

-- What was answered, without what is sealed: neither a person nor a code, on a day.
CREATE TABLE survey_answer (
    id TEXT NOT NULL PRIMARY KEY,
    institution TEXT NOT NULL,
    department TEXT NOT NULL,
    form TEXT NOT NULL,
    version TEXT NOT NULL,
    answered_on BIGINT NOT NULL,
    marks TEXT NOT NULL,
    remark TEXT NOT NULL
);
CREATE INDEX survey_answer_by_day ON survey_answer (institution, form, answered_on);
