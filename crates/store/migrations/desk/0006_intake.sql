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
    -- Of a flood: none of its marks counts.
    bulk BOOLEAN NOT NULL DEFAULT FALSE,
    -- One voice of a crowd: somebody of their own, in words of their own.
    voice BOOLEAN NOT NULL DEFAULT FALSE,
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

-- What the reporter and the staff say to one another under a report's receipt, sealed under the report's key.
CREATE TABLE intake_message (
    id UUID PRIMARY KEY,
    report_id UUID NOT NULL REFERENCES intake_report (id),
    -- From 1 within the report, as said.
    number BIGINT NOT NULL,
    -- Of the reporter's side the hour; the exact time is sealed with the words.
    at BIGINT NOT NULL,
    -- Who of the staff said it; nothing where the reporter did.
    staff_id UUID,
    -- Nothing once the reporter has withdrawn.
    text BYTEA,
    read_at BIGINT,
    read_by UUID,
    UNIQUE (report_id, number)
);
CREATE INDEX intake_message_unread ON intake_message (report_id, at) WHERE read_at IS NULL;

-- Submissions that did not open: kept sealed as they came, for a person to look into.
CREATE TABLE intake_unreadable (
    digest BYTEA PRIMARY KEY,
    sealed BYTEA NOT NULL,
    taken_at BIGINT NOT NULL
);

-- What came another way than through the letterbox: which report it became, and from whom. Two tellings under one
-- id are told apart by the blind index of their words.
CREATE TABLE intake_entry (
    id BYTEA PRIMARY KEY REFERENCES intake_submission (id),
    digest BYTEA NOT NULL,
    report_id UUID NOT NULL UNIQUE REFERENCES intake_report (id),
    partner_id UUID
);

-- The work on a location, from its first open report to its outcome.
CREATE TABLE intake_case (
    id UUID PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,
    location_id UUID NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'assessing', 'second_opinion', 'acting', 'closed')),
    outcome TEXT,
    opened_at BIGINT NOT NULL,
    closed_at BIGINT,
    after_watch_until BIGINT,
    reports BIGINT NOT NULL DEFAULT 0,
    -- How many of the reports are voices of a crowd.
    voices BIGINT NOT NULL DEFAULT 0,
    -- The best class that any of its reports gives: the queue goes by it, the smallest first.
    class BIGINT NOT NULL
);
CREATE UNIQUE INDEX intake_case_open ON intake_case (location_id) WHERE state <> 'closed';
CREATE INDEX intake_case_location ON intake_case (location_id, opened_at);
CREATE INDEX intake_case_queue ON intake_case (state, class, opened_at, id);

CREATE TABLE intake_case_report (
    case_id UUID NOT NULL REFERENCES intake_case (id),
    report_id UUID NOT NULL REFERENCES intake_report (id),
    joined_at BIGINT NOT NULL,
    PRIMARY KEY (case_id, report_id)
);
CREATE INDEX intake_case_report_report ON intake_case_report (report_id);

-- What became of each address of an entry, by its number from 1.
CREATE TABLE intake_entry_place (
    entry_id BYTEA NOT NULL REFERENCES intake_entry (id),
    number BIGINT NOT NULL,
    result TEXT NOT NULL,
    -- The key of the reason for which it was refused.
    reason TEXT,
    case_id UUID REFERENCES intake_case (id),
    PRIMARY KEY (entry_id, number)
);

-- Requests of partners by their idempotency key, until they are forgotten: the same again has the same answer.
CREATE TABLE intake_idempotency (
    -- Blind index of partner and key.
    key BYTEA PRIMARY KEY,
    -- Blind index of what was sent.
    fingerprint BYTEA NOT NULL,
    -- What it became; nothing while it is in hand.
    entry_id BYTEA,
    begun_at BIGINT NOT NULL
);
CREATE INDEX intake_idempotency_age ON intake_idempotency (begun_at);

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

-- Why a case stands where it stands in the queue: each change of its class after the first.
CREATE TABLE intake_case_class (
    case_id UUID NOT NULL REFERENCES intake_case (id),
    -- From 1 within the case, as written.
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    who_kind TEXT NOT NULL,
    who_id UUID,
    from_class BIGINT NOT NULL,
    to_class BIGINT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (case_id, number)
);

-- What reports of the last day have in common, for telling floods: gone after a day.
CREATE TABLE intake_flood (
    -- Blind index of what they have in common: their words without spaces, or that they are suspicious.
    digest BYTEA NOT NULL,
    report_id UUID NOT NULL REFERENCES intake_report (id),
    noted_at BIGINT NOT NULL,
    -- The report is known to be of the flood.
    sifted BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (digest, report_id)
);
CREATE INDEX intake_flood_window ON intake_flood (digest, noted_at);
CREATE INDEX intake_flood_open ON intake_flood (digest, noted_at) WHERE sifted = FALSE;
CREATE INDEX intake_flood_age ON intake_flood (noted_at);
