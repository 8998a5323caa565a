-- What was examined of whom, where and when: no result and no diagnosis. An item is known by its national code.
CREATE TABLE report_index (
    institution TEXT NOT NULL,
    number TEXT NOT NULL,
    person TEXT NOT NULL,
    item TEXT NOT NULL,
    reported_on BIGINT NOT NULL,
    mark TEXT NOT NULL,
    assessed BIGINT NOT NULL,
    images BIGINT NOT NULL,
    PRIMARY KEY (institution, number)
);
CREATE INDEX report_index_by_person ON report_index (person, item);

-- Who takes part in mutual recognition; the place is written from the province down, divided by strokes.
CREATE TABLE recognition_participant (
    institution TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    division TEXT NOT NULL,
    place TEXT NOT NULL,
    grade TEXT NOT NULL,
    ownership TEXT NOT NULL,
    primary_care BIGINT NOT NULL,
    union_name TEXT NOT NULL
);

-- Which items are recognised in a division and below, and for how many days.
CREATE TABLE recognition_item (
    division TEXT NOT NULL,
    item TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    days BIGINT NOT NULL,
    PRIMARY KEY (division, item)
);

-- Each reminder once, whatever the order is sent again; the answer is empty until there is one.
CREATE TABLE recognition_reminder (
    id TEXT NOT NULL PRIMARY KEY,
    institution TEXT NOT NULL,
    division TEXT NOT NULL,
    item TEXT NOT NULL,
    item_name TEXT NOT NULL,
    reminded_on BIGINT NOT NULL,
    reminder TEXT NOT NULL,
    answer TEXT NOT NULL
);
CREATE INDEX recognition_reminder_by_institution ON recognition_reminder (institution, reminded_on);
CREATE INDEX recognition_reminder_by_division ON recognition_reminder (division, reminded_on);
