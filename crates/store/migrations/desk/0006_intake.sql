-- What somebody told us: one report for each receipt, however many submissions add to it. Exact times of the
-- reporter's side are sealed; the hour of the first submission is in clear.
CREATE TABLE intake_report (
    id UUID PRIMARY KEY,
    -- Blind index of the receipt's lookup id; nothing where the report came another way.
    receipt_index BYTEA UNIQUE,
    -- Where to answer it, sealed under the report's key.
    receipt BYTEA,
    source TEXT NOT NULL,
    received_hour BIGINT NOT NULL,
    filed_at BIGINT NOT NULL,
    language TEXT NOT NULL,
    danger BOOLEAN NOT NULL DEFAULT FALSE,
    own_picture BOOLEAN NOT NULL DEFAULT FALSE,
    data_key BYTEA NOT NULL,
    -- How to reach the reporter, under a key of its own that goes when the reporter withdraws it.
    contact_key BYTEA,
    contact BYTEA
);

-- Every submission that was ever taken, for ever: filing happens once in effect. Its content is sealed under
-- the report's key, without the contact.
CREATE TABLE intake_submission (
    id BYTEA PRIMARY KEY,
    report_id UUID NOT NULL REFERENCES intake_report (id),
    -- From 1 within the report, as filed.
    number BIGINT NOT NULL,
    received_hour BIGINT NOT NULL,
    filed_at BIGINT NOT NULL,
    language TEXT NOT NULL,
    content BYTEA NOT NULL,
    UNIQUE (report_id, number)
);

-- Submissions that did not open: kept sealed as they came, for a person to look into.
CREATE TABLE intake_unreadable (
    digest BYTEA PRIMARY KEY,
    sealed BYTEA NOT NULL,
    taken_at BIGINT NOT NULL
);

-- The work on a location, from its first open report to its outcome.
CREATE TABLE intake_case (
    id UUID PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,
    location_id UUID NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'assessing', 'acting', 'closed')),
    outcome TEXT,
    opened_at BIGINT NOT NULL,
    closed_at BIGINT,
    after_watch_until BIGINT,
    reports BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX intake_case_open ON intake_case (location_id) WHERE state <> 'closed';
CREATE INDEX intake_case_location ON intake_case (location_id, opened_at);
CREATE INDEX intake_case_queue ON intake_case (state, opened_at, id);

CREATE TABLE intake_case_report (
    case_id UUID NOT NULL REFERENCES intake_case (id),
    report_id UUID NOT NULL REFERENCES intake_report (id),
    joined_at BIGINT NOT NULL,
    PRIMARY KEY (case_id, report_id)
);
CREATE INDEX intake_case_report_report ON intake_case_report (report_id);

CREATE TABLE intake_case_history (
    case_id UUID NOT NULL REFERENCES intake_case (id),
    -- From 1 within the case, as written: the lines of one transaction have one instant.
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    who_kind TEXT NOT NULL,
    who_id UUID,
    from_state TEXT,
    to_state TEXT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (case_id, number)
);
