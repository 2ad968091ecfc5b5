-- Messages that ask a provider to remove. One notice is one mail.
CREATE TABLE takedown_notice (
    id UUID PRIMARY KEY,
    case_id UUID NOT NULL,
    contact_id UUID NOT NULL,
    -- 'remove': asks to remove. 'ask_host': asks a proxy in front of the place who hosts it.
    purpose TEXT NOT NULL CHECK (purpose IN ('remove', 'ask_host')),
    state TEXT NOT NULL CHECK (state IN ('drafted', 'released', 'queued', 'sent', 'acknowledged',
        'settled', 'failed', 'bounced', 'withdrawn')),
    data_key BYTEA NOT NULL,
    -- The URLs did not travel: they are to be handed over in another way.
    urls_withheld BOOLEAN NOT NULL,
    handed_over_at BIGINT,
    -- What the provider said, as a person recorded it.
    answer BYTEA,
    drafted_at BIGINT NOT NULL,
    sent_at BIGINT
);
CREATE UNIQUE INDEX takedown_notice_open ON takedown_notice (case_id, contact_id, purpose)
    WHERE state NOT IN ('settled', 'withdrawn');
CREATE INDEX takedown_notice_case ON takedown_notice (case_id, drafted_at, id);
CREATE INDEX takedown_notice_contact ON takedown_notice (contact_id, state);

-- The places a notice is about.
CREATE TABLE takedown_notice_line (
    notice_id UUID NOT NULL REFERENCES takedown_notice (id),
    location_id UUID NOT NULL,
    case_id UUID NOT NULL,
    PRIMARY KEY (notice_id, location_id)
);

-- Cases whose host, or proxy, has no contact that we know: what is learned later reaches them.
CREATE TABLE takedown_unaddressed (
    case_id UUID NOT NULL,
    -- What the contact is to be asked for.
    purpose TEXT NOT NULL CHECK (purpose IN ('remove', 'ask_host')),
    since BIGINT NOT NULL,
    PRIMARY KEY (case_id, purpose)
);

CREATE TABLE takedown_notice_history (
    notice_id UUID NOT NULL REFERENCES takedown_notice (id),
    -- From 1 within the notice, as written: the lines of one transaction have one instant.
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    who_kind TEXT NOT NULL,
    who_id UUID,
    from_state TEXT,
    to_state TEXT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (notice_id, number)
);

-- The looking again at a case's place until it is gone.
CREATE TABLE takedown_watch (
    case_id UUID PRIMARY KEY,
    location_id UUID NOT NULL,
    -- 'off': the pack names no legal authority for automatic requests, or a person stopped it.
    state TEXT NOT NULL CHECK (state IN ('due', 'off', 'ended')),
    started_at BIGINT NOT NULL,
    next_at BIGINT
);

CREATE TABLE takedown_watch_history (
    case_id UUID NOT NULL REFERENCES takedown_watch (case_id),
    -- From 1 within the watch, as written: the lines of one transaction have one instant.
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    who_kind TEXT NOT NULL,
    who_id UUID,
    from_state TEXT,
    to_state TEXT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (case_id, number)
);

-- Every single look, with what it showed and what was made of it.
CREATE TABLE takedown_check (
    id UUID PRIMARY KEY,
    case_id UUID NOT NULL,
    location_id UUID NOT NULL,
    at BIGINT NOT NULL,
    -- 'watch': by the cadence. 'asked': a person asked for it. 'again': the place was reported again.
    -- 'person': a person's own look.
    cause TEXT NOT NULL CHECK (cause IN ('watch', 'asked', 'again', 'person')),
    -- From where it was looked.
    vantage TEXT NOT NULL,
    seen TEXT NOT NULL,
    status BIGINT,
    verdict TEXT NOT NULL CHECK (verdict IN ('up', 'missing', 'gone', 'access_disabled', 'moved',
        'changed', 'blocked', 'error_page', 'unsure')),
    -- The address that answered and where redirects led, under the location's key.
    detail BYTEA NOT NULL,
    decided TEXT CHECK (decided IN ('up', 'gone', 'access_disabled')),
    decided_by UUID,
    decided_at BIGINT,
    reason BYTEA,
    -- The end of a case on a person's word is two persons' word.
    confirmed_by UUID,
    confirmed_at BIGINT
);
CREATE INDEX takedown_check_case ON takedown_check (case_id, at, id);
