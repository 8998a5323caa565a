-- Matters of conduct stand beside those of the fund. A department is written as the institution writes it.
ALTER TABLE matter ADD COLUMN department TEXT NOT NULL DEFAULT '';
CREATE INDEX matter_by_practitioner ON matter (practitioner, kind, changed_at, id);

-- Who is assessed: the people of an institution by the code that the fund knows them by, or the institution's own number.
CREATE TABLE staff (
    institution TEXT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    department TEXT NOT NULL,
    category TEXT NOT NULL,
    ended BIGINT NOT NULL,
    PRIMARY KEY (institution, code)
);
CREATE INDEX staff_by_department ON staff (institution, department, code);

-- What scoring asks of confirmed events, one row per event and person; written with the event's matter and always what its state says.
CREATE TABLE fact (
    matter TEXT NOT NULL,
    person TEXT NOT NULL,
    place BIGINT NOT NULL,
    institution TEXT NOT NULL,
    department TEXT NOT NULL,
    code TEXT NOT NULL,
    occurred_on BIGINT NOT NULL,
    points BIGINT,
    repeats BIGINT NOT NULL,
    share BIGINT NOT NULL,
    PRIMARY KEY (matter, person, place)
);
CREATE INDEX fact_by_institution ON fact (institution, occurred_on, matter, person);
CREATE INDEX fact_by_person ON fact (person, occurred_on);
