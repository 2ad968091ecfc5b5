-- Who holds a case, and until when. One row a case: two analysts never hold one.
CREATE TABLE assessment_claim (
    case_id UUID PRIMARY KEY,
    staff_id UUID NOT NULL,
    claimed_at BIGINT NOT NULL,
    lease_until BIGINT NOT NULL,
    -- Whoever holds it took it themselves, or looks at it, though they opted out of a category of it: they were asked.
    despite BOOLEAN NOT NULL
);
CREATE INDEX assessment_claim_staff ON assessment_claim (staff_id, claimed_at, case_id);

-- Claims that ended without their holder's doing, until the one who held the case has seen it.
CREATE TABLE assessment_lapse (
    staff_id UUID NOT NULL,
    case_id UUID NOT NULL,
    at BIGINT NOT NULL,
    why TEXT NOT NULL CHECK (why IN ('lapsed', 'opinion_withdrawn', 'taken_back')),
    PRIMARY KEY (staff_id, case_id)
);

-- Who held a case while it had answers that no released decision counted, and until when: they know of these.
CREATE TABLE assessment_part (
    case_id UUID NOT NULL,
    staff_id UUID NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (case_id, staff_id)
);

-- A viewing session: the only time URLs are shown.
CREATE TABLE assessment_viewing (
    id UUID PRIMARY KEY,
    case_id UUID NOT NULL,
    staff_id UUID NOT NULL,
    opened_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    closed_at BIGINT,
    -- The day of the pack's calendar that it lies within, in days since 1970.
    day BIGINT NOT NULL,
    -- Microseconds of viewing before it without a break long enough.
    run_before BIGINT NOT NULL,
    -- How often a URL was opened in it.
    reveals BIGINT NOT NULL DEFAULT 0,
    -- The item whose URL is open, since when, and when the isolated browser fetched it.
    shown_item_id UUID,
    shown_at BIGINT,
    fetched_at BIGINT,
    -- What is learned within it is sealed under this: it goes when the session ends.
    data_key BYTEA
);
-- One open session a person: nobody looks at two cases at once.
CREATE UNIQUE INDEX assessment_viewing_open ON assessment_viewing (staff_id) WHERE closed_at IS NULL;
CREATE INDEX assessment_viewing_case ON assessment_viewing (case_id) WHERE closed_at IS NULL;
-- Of one person alone: nobody reads the sessions of another by case.
CREATE INDEX assessment_viewing_of_case ON assessment_viewing (case_id, staff_id, opened_at);
CREATE INDEX assessment_viewing_staff ON assessment_viewing (staff_id, opened_at);

-- A piece of content at a location. The first of a case is the reported place itself.
CREATE TABLE assessment_item (
    id UUID PRIMARY KEY,
    case_id UUID NOT NULL,
    -- Where it is; nothing where its hash alone is known.
    location_id UUID,
    kind TEXT NOT NULL CHECK (kind IN ('image', 'video', 'text', 'link', 'container', 'other')),
    position BIGINT NOT NULL,
    added_at BIGINT NOT NULL,
    -- Who of the staff; nobody where a job did.
    added_by UUID,
    -- When somebody who assesses the case opened its URL last.
    seen_at BIGINT,
    UNIQUE (case_id, location_id),
    UNIQUE (case_id, position)
);
CREATE INDEX assessment_item_added ON assessment_item (case_id, added_at);
CREATE INDEX assessment_item_location ON assessment_item (location_id);

-- What others computed of an item's bytes, as somebody typed it: a value, found again by its blind index. Of one
-- algorithm an item has one.
CREATE TABLE assessment_hash (
    id UUID PRIMARY KEY,
    item_id UUID NOT NULL REFERENCES assessment_item (id),
    case_id UUID NOT NULL,
    algorithm TEXT NOT NULL CHECK (algorithm IN ('sha256', 'sha1', 'md5')),
    value_index BYTEA NOT NULL,
    data_key BYTEA NOT NULL,
    value BYTEA NOT NULL,
    staff_id UUID NOT NULL,
    added_at BIGINT NOT NULL,
    UNIQUE (item_id, algorithm)
);
CREATE INDEX assessment_hash_value ON assessment_hash (value_index, case_id);

-- One analyst's classification of an item. Never edited, only superseded.
CREATE TABLE assessment_assessment (
    id UUID PRIMARY KEY,
    item_id UUID NOT NULL REFERENCES assessment_item (id),
    case_id UUID NOT NULL,
    staff_id UUID NOT NULL,
    at BIGINT NOT NULL,
    schema TEXT NOT NULL,
    schema_version TEXT NOT NULL,
    -- JSON objects of keys: fields to options, elements to answers.
    answers TEXT NOT NULL,
    -- The same of the schemas asked beside, by the names of their files.
    beside TEXT NOT NULL,
    law_version TEXT NOT NULL,
    -- The first day on which that law is in force.
    law_in_force_from TEXT NOT NULL,
    law_answers TEXT NOT NULL,
    -- What they came to under those versions.
    inhope_class TEXT NOT NULL,
    reason TEXT,
    national_result TEXT NOT NULL,
    articles TEXT NOT NULL,
    -- The age of the youngest child and its place in the schema's order of ages, the youngest 0.
    youngest TEXT,
    youngest_place BIGINT,
    -- Why it supersedes the one before, sealed.
    data_key BYTEA,
    why BYTEA,
    -- By itself where it was taken back: what it had superseded counts again.
    superseded_by UUID,
    -- The second opinion that it was made for, beside what counts; nothing where it counts.
    opinion_id UUID,
    -- The act that classified it with others at once: they are taken back together.
    several_id UUID
);
CREATE UNIQUE INDEX assessment_assessment_current ON assessment_assessment (item_id)
    WHERE superseded_by IS NULL AND opinion_id IS NULL;
CREATE UNIQUE INDEX assessment_assessment_beside ON assessment_assessment (item_id, opinion_id, staff_id)
    WHERE superseded_by IS NULL AND opinion_id IS NOT NULL;
CREATE INDEX assessment_assessment_case ON assessment_assessment (case_id, at);
CREATE INDEX assessment_assessment_opinion ON assessment_assessment (opinion_id, staff_id) WHERE opinion_id IS NOT NULL;
CREATE INDEX assessment_assessment_item ON assessment_assessment (item_id, at);

-- What a case comes to. Never edited, only superseded or released.
CREATE TABLE assessment_decision (
    id UUID PRIMARY KEY,
    case_id UUID NOT NULL,
    staff_id UUID NOT NULL,
    at BIGINT NOT NULL,
    inhope_class TEXT NOT NULL,
    reason TEXT,
    national_result TEXT NOT NULL,
    articles TEXT NOT NULL,
    youngest TEXT,
    youngest_place BIGINT,
    -- Under which versions its items were assessed: that of the most severe class, and the one law of all.
    schema TEXT NOT NULL,
    schema_version TEXT NOT NULL,
    law_version TEXT NOT NULL,
    law_in_force_from TEXT NOT NULL,
    out_of_remit BOOLEAN NOT NULL,
    -- Where the reporters are sent, of what is out of remit.
    signpost TEXT,
    danger BOOLEAN NOT NULL,
    -- Who of those that it is about is in this country.
    victim_at_home BOOLEAN NOT NULL,
    suspect_at_home BOOLEAN NOT NULL,
    data_key BYTEA,
    note BYTEA,
    released_at BIGINT,
    released_by UUID,
    -- By the one before it where it was taken back; by itself where there was none before.
    superseded_by UUID,
    -- Since when whoever decided held the case.
    claimed_at BIGINT NOT NULL,
    -- The second opinion that it was made for, beside what counts; nothing where it counts.
    opinion_id UUID
);
CREATE UNIQUE INDEX assessment_decision_current ON assessment_decision (case_id)
    WHERE superseded_by IS NULL AND opinion_id IS NULL;
CREATE UNIQUE INDEX assessment_decision_beside ON assessment_decision (case_id, opinion_id, staff_id)
    WHERE superseded_by IS NULL AND opinion_id IS NOT NULL;
CREATE INDEX assessment_decision_case ON assessment_decision (case_id, at);
-- Without those that stand: SQLite would take it for them, who are nearly all, in place of a way to one case.
CREATE INDEX assessment_decision_superseded ON assessment_decision (superseded_by) WHERE superseded_by IS NOT NULL;
CREATE INDEX assessment_decision_released ON assessment_decision (released_at) WHERE released_at IS NOT NULL;

-- To whom a second analyst handed a case on by name. It waits in the queue all the same; whoever is named reads of it where
-- they may give that second opinion.
CREATE TABLE assessment_handed (
    case_id UUID PRIMARY KEY,
    opinion_id UUID NOT NULL,
    staff_id UUID NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX assessment_handed_staff ON assessment_handed (staff_id, at);

-- Assessments that were taken over from that of the same content elsewhere, and by what it was known to be the same.
CREATE TABLE assessment_taken_over (
    assessment_id UUID PRIMARY KEY REFERENCES assessment_assessment (id),
    from_id UUID NOT NULL REFERENCES assessment_assessment (id),
    known_by TEXT NOT NULL CHECK (known_by IN ('sha256', 'url'))
);
CREATE INDEX assessment_taken_over_from ON assessment_taken_over (from_id);

-- How long a place has been seen up and unchanged, by the checks. No row: it was not, when last looked at.
CREATE TABLE assessment_sight (
    location_id UUID PRIMARY KEY,
    -- Blind index of what the last look showed of it.
    fingerprint BYTEA NOT NULL,
    unchanged_since BIGINT NOT NULL,
    seen_at BIGINT NOT NULL
);

-- What of a reporter may leave the house, by somebody's decision. Nothing of it stands here: it is read when it
-- leaves, so that what is withdrawn meanwhile does not.
CREATE TABLE assessment_disclosure (
    id UUID PRIMARY KEY,
    case_id UUID NOT NULL,
    report_id UUID NOT NULL,
    part TEXT NOT NULL CHECK (part IN ('narrative', 'contact', 'credentials', 'spelling')),
    recipient TEXT NOT NULL CHECK (recipient IN ('police')),
    -- How the reporter consented: always there for a contact.
    consent TEXT,
    -- What was told up to the report's submission of this number: what came later waits for a decision of its own.
    up_to BIGINT NOT NULL,
    staff_id UUID NOT NULL,
    decided_at BIGINT NOT NULL,
    withdrawn_by UUID,
    withdrawn_at BIGINT,
    CHECK (part <> 'contact' OR consent IS NOT NULL)
);
CREATE UNIQUE INDEX assessment_disclosure_standing ON assessment_disclosure (case_id, report_id, part, recipient)
    WHERE withdrawn_at IS NULL;
CREATE INDEX assessment_disclosure_case ON assessment_disclosure (case_id, decided_at);

-- A released decision is being made anew, until the next one of its case is released.
CREATE TABLE assessment_correction (
    id UUID PRIMARY KEY,
    case_id UUID NOT NULL,
    -- The decision that was taken back.
    decision_id UUID NOT NULL,
    staff_id UUID NOT NULL,
    opened_at BIGINT NOT NULL,
    closed_at BIGINT,
    data_key BYTEA NOT NULL,
    reason BYTEA NOT NULL
);
CREATE UNIQUE INDEX assessment_correction_open ON assessment_correction (case_id) WHERE closed_at IS NULL;
CREATE INDEX assessment_correction_opened ON assessment_correction (opened_at);
CREATE INDEX assessment_correction_case ON assessment_correction (case_id, opened_at, id);
CREATE INDEX assessment_correction_decision ON assessment_correction (decision_id);

-- The cases that counted an answer of what was taken back: somebody looks at each again.
CREATE TABLE assessment_correction_taker (
    correction_id UUID NOT NULL REFERENCES assessment_correction (id),
    case_id UUID NOT NULL,
    PRIMARY KEY (correction_id, case_id)
);
