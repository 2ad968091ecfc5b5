-- What somebody told us: one report for each receipt, however many submissions add to it. Exact times of the
-- reporter's side are sealed; the hour of the first submission is in clear.
CREATE TABLE intake_report (
    id UUID PRIMARY KEY,
    -- Blind index of the receipt's lookup id, or of a sender's reference where the report is from a file; nothing
    -- where it came another way.
    receipt_index BYTEA UNIQUE,
    -- Where to answer it, sealed under the report's key.
    receipt BYTEA,
    source TEXT NOT NULL,
    received_hour BIGINT NOT NULL,
    -- The hour where it came through the letterbox, which is emptied all the time.
    filed_at BIGINT NOT NULL,
    language TEXT NOT NULL,
    danger BOOLEAN NOT NULL DEFAULT FALSE,
    own_picture BOOLEAN NOT NULL DEFAULT FALSE,
    -- Reported as something that the pack calls severe.
    severe BOOLEAN NOT NULL DEFAULT FALSE,
    -- Of a flood: none of its marks counts.
    bulk BOOLEAN NOT NULL DEFAULT FALSE,
    -- One voice of a crowd: somebody of their own, in words of their own.
    voice BOOLEAN NOT NULL DEFAULT FALSE,
    -- The reporter wishes to be told what came of it.
    feedback BOOLEAN NOT NULL DEFAULT FALSE,
    data_key BYTEA NOT NULL,
    -- How to reach the reporter, under a key of its own that goes when the reporter withdraws it.
    contact_key BYTEA,
    contact BYTEA,
    -- The number of the submission that left it.
    contact_number BIGINT,
    -- The submissions up to this number are withdrawn: of them the letterbox keeps nothing.
    withdrawn BIGINT NOT NULL DEFAULT 0
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
    -- It holds something beside a message and a contact, which are kept by themselves.
    tells BOOLEAN NOT NULL,
    read_at BIGINT,
    read_by UUID,
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

-- A lead: a report that names no address. What was told stands in the report's submissions, under the report's key;
-- what staff write about it stands under the lead's own.
CREATE TABLE intake_lead (
    id UUID PRIMARY KEY,
    -- What people call it by, as a case's.
    reference TEXT NOT NULL UNIQUE,
    report_id UUID NOT NULL UNIQUE REFERENCES intake_report (id),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'taken', 'referred', 'closed')),
    class BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    -- Who has it, and until when, while it is taken.
    staff_id UUID,
    lease_until BIGINT,
    data_key BYTEA NOT NULL,
    CHECK ((state = 'taken') = (staff_id IS NOT NULL))
);
CREATE INDEX intake_lead_list ON intake_lead (state, class, opened_at, id);

CREATE TABLE intake_lead_history (
    lead_id UUID NOT NULL REFERENCES intake_lead (id),
    -- From 1 within the lead, as written.
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    who_kind TEXT NOT NULL,
    who_id UUID,
    from_state TEXT,
    to_state TEXT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (lead_id, number)
);

-- What became of a lead, each time: to whom it was referred, or why there was nothing to do.
CREATE TABLE intake_lead_outcome (
    id UUID PRIMARY KEY,
    lead_id UUID NOT NULL REFERENCES intake_lead (id),
    -- From 1 within the lead, as written.
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    -- Nothing where it followed from what the reporter did.
    staff_id UUID,
    -- The number of the pack's help line that it was referred to, and whether that is the police.
    line TEXT,
    police BOOLEAN NOT NULL DEFAULT FALSE,
    reason TEXT,
    -- What they call it there, and a note; sealed under the lead's key. The note goes when the reporter withdraws.
    their_reference BYTEA,
    note BYTEA,
    UNIQUE (lead_id, number),
    CHECK ((line IS NULL) <> (reason IS NULL))
);

-- Submissions that could not be filed: kept sealed as they came, and tried again, so that nothing waits behind them.
CREATE TABLE intake_aside (
    digest BYTEA PRIMARY KEY,
    sealed BYTEA NOT NULL,
    -- It does not open, or filing it failed.
    why TEXT NOT NULL CHECK (why IN ('unreadable', 'failed')),
    taken_hour BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    try_at BIGINT NOT NULL
);
CREATE INDEX intake_aside_due ON intake_aside (try_at);

-- A run over a file of reports: who imported, and when.
CREATE TABLE intake_import (
    id UUID PRIMARY KEY,
    who_kind TEXT NOT NULL,
    who_id UUID,
    begun_at BIGINT NOT NULL,
    -- Nothing while it runs, and where it was cut off.
    ended_at BIGINT
);

-- What came another way than through the letterbox: which report it became, and from whom. Two tellings under one
-- id are told apart by the blind index of their words. Lines of files under one reference are one report.
CREATE TABLE intake_entry (
    id BYTEA PRIMARY KEY REFERENCES intake_submission (id),
    digest BYTEA NOT NULL,
    report_id UUID NOT NULL REFERENCES intake_report (id),
    partner_id UUID,
    -- The run that entered it.
    import_id UUID REFERENCES intake_import (id)
);
CREATE INDEX intake_entry_report ON intake_entry (report_id);

-- What became of each line of a file, by its number. Nothing that stood in it.
CREATE TABLE intake_import_line (
    import_id UUID NOT NULL REFERENCES intake_import (id),
    number BIGINT NOT NULL,
    result TEXT NOT NULL,
    -- The key of the reason for which it was refused, and the name of the column at fault.
    reason TEXT,
    fault TEXT,
    -- What it was entered as, now or before.
    entry_id BYTEA REFERENCES intake_entry (id),
    PRIMARY KEY (import_id, number)
);

-- The work on a location, from its first open report to its outcome. What a report through the letterbox causes has
-- its hour for its time.
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
    -- The class that a released decision which counts gives: of a child in danger, or of an age that the pack names.
    decided_class BIGINT,
    -- The best class that any of its reports or its decision gives: the queue goes by it, the smallest first.
    class BIGINT NOT NULL,
    -- What the queue is filtered by, each set where it is learned. Sets of words have a bit for each: of
    -- sources in the order of the code, of the pack's words by intake_word.
    sources BIGINT NOT NULL DEFAULT 0,
    categories BIGINT NOT NULL DEFAULT 0,
    site_types BIGINT NOT NULL DEFAULT 0,
    country TEXT,
    network BIGINT,
    provider_id UUID,
    holder_id UUID,
    -- The first eight bytes of the blind indexes of the location's URL and of its domain.
    place BIGINT NOT NULL,
    domain BIGINT NOT NULL
);
CREATE UNIQUE INDEX intake_case_open ON intake_case (location_id) WHERE state <> 'closed';
CREATE INDEX intake_case_location ON intake_case (location_id, opened_at);
-- The queue walks one of these, and finds in it all that it filters by and shows: it reads no row.
CREATE INDEX intake_case_of_state ON intake_case (state, class, opened_at, id, reference, reports, sources,
    categories, site_types, country, network, provider_id, holder_id, place, domain);
CREATE INDEX intake_case_of_all ON intake_case (class, opened_at, id, state, reference, reports, sources,
    categories, site_types, country, network, provider_id, holder_id, place, domain);
CREATE INDEX intake_case_of_country ON intake_case (country, class, opened_at, id, state, reference, reports,
    sources, categories, site_types, network, provider_id, holder_id, place, domain) WHERE country IS NOT NULL;
CREATE INDEX intake_case_of_provider ON intake_case (provider_id, class, opened_at, id, state, reference,
    reports, sources, categories, site_types, country, network, holder_id, place, domain)
    WHERE provider_id IS NOT NULL;
CREATE INDEX intake_case_of_domain ON intake_case (domain, class, opened_at, id, state, reference, reports,
    sources, categories, site_types, country, network, provider_id, holder_id, place);
-- What is asked anew when it is corrected what a provider has.
CREATE INDEX intake_case_at_provider ON intake_case (provider_id, id)
    WHERE provider_id IS NOT NULL AND state <> 'closed';
-- Few rows have one of these in common.
CREATE INDEX intake_case_of_holder ON intake_case (holder_id) WHERE holder_id IS NOT NULL;
CREATE INDEX intake_case_of_place ON intake_case (place);

-- The bits of the pack's words in sets of them, given out as words come.
CREATE TABLE intake_word (
    kind TEXT NOT NULL CHECK (kind IN ('category', 'site_type')),
    word TEXT NOT NULL,
    bit BIGINT NOT NULL,
    PRIMARY KEY (kind, word)
);

-- Filters that somebody keeps: for oneself, or for everybody.
CREATE TABLE intake_view (
    id UUID PRIMARY KEY,
    -- Nothing where it is everybody's.
    owner_id UUID,
    made_by UUID NOT NULL,
    made_at BIGINT NOT NULL,
    data_key BYTEA NOT NULL,
    name BYTEA NOT NULL,
    -- As the addresses of pages have it: keys, dates and blind indexes.
    filter TEXT NOT NULL,
    -- How many cases it had when the changes since were last added up; nothing where its count is not kept.
    counted BIGINT,
    -- What it had when it was made is not counted yet: "counted" is what changes have moved since.
    counting BOOLEAN NOT NULL
);
CREATE INDEX intake_view_owner ON intake_view (owner_id, made_at, id);

-- One case more or less in a view, written with the change that caused it. Only ever added, so that no two
-- changes wait for each other; added up and removed once an hour.
CREATE TABLE intake_view_change (
    view_id UUID NOT NULL REFERENCES intake_view (id),
    delta BIGINT NOT NULL
);
CREATE INDEX intake_view_change_view ON intake_view_change (view_id, delta);

CREATE TABLE intake_case_report (
    case_id UUID NOT NULL REFERENCES intake_case (id),
    report_id UUID NOT NULL REFERENCES intake_report (id),
    joined_at BIGINT NOT NULL,
    -- From 1 within the case, as joined.
    number BIGINT NOT NULL,
    PRIMARY KEY (case_id, report_id),
    UNIQUE (case_id, number)
);
CREATE INDEX intake_case_report_report ON intake_case_report (report_id);

-- Reports that have something in a case which nobody has read, though an analyst has begun with it or it is a message.
CREATE TABLE intake_unread (
    case_id UUID NOT NULL REFERENCES intake_case (id),
    report_id UUID NOT NULL REFERENCES intake_report (id),
    -- The hour of the first of it, and the number of the submission that was the last.
    since BIGINT NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (case_id, report_id)
);
CREATE INDEX intake_unread_report ON intake_unread (report_id);

-- Reports whose work is finished and whose reporters wished to be told what came of it, until they are.
CREATE TABLE intake_unanswered (
    case_id UUID NOT NULL REFERENCES intake_case (id),
    report_id UUID NOT NULL REFERENCES intake_report (id),
    since BIGINT NOT NULL,
    PRIMARY KEY (case_id, report_id)
);
CREATE INDEX intake_unanswered_report ON intake_unanswered (report_id);

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
    -- How it ended, of the line that closed it: the case itself says so only while it is closed.
    outcome TEXT,
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
    -- Blind index of what they have in common: their words without spaces, the name of a lead, or that they are suspicious.
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
