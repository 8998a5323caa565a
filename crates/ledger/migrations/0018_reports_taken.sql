-- With which row of the trail a report came into the index last: whoever holds in memory of whom there are reports asks for what came behind the row that he has read.
ALTER TABLE report_index ADD COLUMN taken BIGINT NOT NULL DEFAULT 0;
CREATE INDEX report_index_by_taken ON report_index (taken);
