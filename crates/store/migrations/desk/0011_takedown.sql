-- What a provider is asked about one place. Notices to one contact leave together, in a letter.
CREATE TABLE takedown_notice (
    id UUID PRIMARY KEY,
    case_id UUID NOT NULL,
    location_id UUID NOT NULL,
    contact_id UUID NOT NULL,
    -- Whose contact that is.
    organisation_id UUID NOT NULL,
    -- 'remove': asks to remove. 'ask_host': asks a proxy in front of the place who hosts it.
    purpose TEXT NOT NULL CHECK (purpose IN ('remove', 'ask_host')),
    -- Which step of the series it is; 0: the first that is written about the place.
    step BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('drafted', 'released', 'queued', 'sent', 'acknowledged',
        'settled', 'failed', 'bounced', 'withdrawn')),
    -- Since when it is in that state.
    moved_at BIGINT NOT NULL,
    -- A child is in danger: it waits for no hours and with no others.
    urgent BOOLEAN NOT NULL,
    -- The letter it is in. Once that is composed, what its mail tells of.
    letter_id UUID,
    data_key BYTEA NOT NULL,
    -- The URLs did not travel: they are to be handed over in another way.
    urls_withheld BOOLEAN NOT NULL,
    handed_over_at BIGINT,
    drafted_at BIGINT NOT NULL,
    -- When it left; none again where it came back.
    sent_at BIGINT
);
CREATE UNIQUE INDEX takedown_notice_open ON takedown_notice (case_id, location_id, contact_id, purpose, step)
    WHERE state NOT IN ('settled', 'withdrawn');
CREATE INDEX takedown_notice_case ON takedown_notice (case_id, drafted_at, id);
CREATE INDEX takedown_notice_place ON takedown_notice (case_id, location_id, drafted_at);
-- What waits for a contact of an organisation, or did not reach the one it had.
CREATE INDEX takedown_notice_waiting ON takedown_notice (organisation_id, drafted_at, id)
    WHERE state IN ('drafted', 'failed', 'bounced');
-- How a provider answered what left.
CREATE INDEX takedown_notice_sent ON takedown_notice (organisation_id, sent_at) WHERE sent_at IS NOT NULL;
CREATE INDEX takedown_notice_drafted ON takedown_notice (drafted_at) WHERE state = 'drafted';
CREATE INDEX takedown_notice_stuck ON takedown_notice (moved_at, id) WHERE state IN ('failed', 'bounced');
-- What arrived without its URLs, which nobody has handed over yet.
CREATE INDEX takedown_notice_withheld ON takedown_notice (moved_at, id)
    WHERE state IN ('sent', 'acknowledged') AND urls_withheld AND handed_over_at IS NULL;
CREATE INDEX takedown_notice_letter ON takedown_notice (letter_id, drafted_at, id);
-- Whoever was told of a place.
CREATE INDEX takedown_notice_told ON takedown_notice (location_id)
    WHERE state IN ('sent', 'acknowledged', 'bounced');
-- What a program of the contact can answer.
CREATE INDEX takedown_notice_answerable ON takedown_notice (contact_id, id)
    WHERE state IN ('queued', 'sent', 'acknowledged');
CREATE INDEX takedown_notice_queued ON takedown_notice (location_id) WHERE state = 'queued';

-- What a provider said about a notice.
CREATE TABLE takedown_word (
    id UUID PRIMARY KEY,
    notice_id UUID NOT NULL REFERENCES takedown_notice (id),
    at BIGINT NOT NULL,
    -- 'text': words that nobody has sorted yet.
    kind TEXT NOT NULL CHECK (kind IN ('seen', 'removed', 'not_ours', 'more_time', 'question', 'text')),
    -- By which way it came to us.
    via TEXT NOT NULL CHECK (via IN ('mail', 'staff', 'page', 'program')),
    -- Who wrote it down, where a person did.
    told_by UUID,
    -- The mail that it stands in: of each it is taken once.
    mail_id UUID,
    -- Until when they ask for time.
    until BIGINT,
    -- In their words, and who it is of whom they say that it is theirs; under the notice's key.
    text BYTEA,
    UNIQUE (notice_id, mail_id)
);
CREATE INDEX takedown_word_notice ON takedown_word (notice_id, at, id);

-- What follows a first notice about a place while nothing happens: the steps of the pack, one after another.
CREATE TABLE takedown_series (
    id UUID PRIMARY KEY,
    case_id UUID NOT NULL,
    location_id UUID NOT NULL,
    -- 'stopped': nothing is to follow any more. 'ended': no step is left, and nothing happens by itself.
    state TEXT NOT NULL CHECK (state IN ('running', 'stopped', 'ended')),
    -- The step that was taken or left out last.
    step BIGINT NOT NULL,
    -- How many were, also before it began anew with another provider: the pack sets a limit.
    taken BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    -- When the next step is due; what is looked at then may put it off.
    due_at BIGINT NOT NULL,
    -- Since when it is due and fails: it is tried again and again, and nobody would see that by 'due_at'.
    failed_since BIGINT,
    -- A provider was given more time: that is once.
    delayed BOOLEAN NOT NULL,
    data_key BYTEA NOT NULL,
    UNIQUE (case_id, location_id)
);
CREATE INDEX takedown_series_due ON takedown_series (due_at, id) WHERE state = 'running';
CREATE INDEX takedown_series_failed ON takedown_series (failed_since)
    WHERE state = 'running' AND failed_since IS NOT NULL;
CREATE INDEX takedown_series_ended ON takedown_series (due_at) WHERE state = 'ended';

CREATE TABLE takedown_series_history (
    series_id UUID NOT NULL REFERENCES takedown_series (id),
    -- From 1 within the series, as written: the lines of one transaction have one instant.
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    who_kind TEXT NOT NULL,
    who_id UUID,
    from_state TEXT,
    to_state TEXT NOT NULL,
    why TEXT NOT NULL,
    -- Which step it is about.
    step BIGINT NOT NULL,
    -- Why a person left it out; under the series' key.
    reason BYTEA,
    PRIMARY KEY (series_id, number)
);

-- Letters: each one mail, with the notices to one contact that leave together. The mail has the letter's id.
CREATE TABLE takedown_letter (
    id UUID PRIMARY KEY,
    -- What it goes under where its notices are of several cases.
    reference TEXT NOT NULL UNIQUE,
    contact_id UUID NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('remove', 'ask_host')),
    -- Of which step its notices are: each has a text of its own.
    step BIGINT NOT NULL,
    urgent BOOLEAN NOT NULL,
    -- 'gathering': takes notices until it is due. 'waiting': a person is to release it. 'tracing': its places are
    -- traced once more. 'prepared': somebody is to fill in the provider's form with it. 'held': composed, and the police
    -- ask to wait with all of it.
    state TEXT NOT NULL CHECK (state IN ('gathering', 'waiting', 'tracing', 'prepared', 'released', 'held', 'sent',
        'failed', 'bounced', 'withdrawn')),
    -- Since when it is in that state.
    moved_at BIGINT NOT NULL,
    -- How many notices joined it.
    places BIGINT NOT NULL,
    -- It takes one alone.
    alone BOOLEAN NOT NULL,
    opened_at BIGINT NOT NULL,
    -- When it stops gathering; none before anybody looked at the hours.
    due_at BIGINT,
    -- When the traces were asked for that it waits for.
    asked_at BIGINT,
    -- Of how many of its places they have not come yet: with the last of them it is looked at again.
    untraced BIGINT NOT NULL DEFAULT 0,
    -- Who let it leave, where a person had to.
    released_by UUID,
    data_key BYTEA NOT NULL,
    -- The text as a person wrote it in the place of the template's, why, and who.
    text BYTEA,
    edit_reason BYTEA,
    edited_by UUID,
    -- Since when it is tried to be handed over to the mail server, or once more after a person had it tried again.
    tried_since BIGINT,
    sent_at BIGINT,
    -- How it read when it was composed, with a sign for each URL; and what the provider calls what was filled in by hand.
    sent_text BYTEA,
    ticket BYTEA,
    -- What stands in its link to the provider's page, by what it is found, and until when it opens anything.
    link BYTEA,
    link_index BYTEA UNIQUE,
    link_until BIGINT
);
CREATE UNIQUE INDEX takedown_letter_gathering ON takedown_letter (contact_id, purpose, step, urgent)
    WHERE state = 'gathering' AND places < 500 AND text IS NULL AND NOT alone;
CREATE INDEX takedown_letter_open ON takedown_letter (moved_at, id) WHERE state NOT IN ('sent', 'withdrawn');
CREATE INDEX takedown_letter_contact ON takedown_letter (contact_id, state);
CREATE INDEX takedown_letter_prepared ON takedown_letter (moved_at, id) WHERE state = 'prepared';

-- Codes that were mailed to whom a letter went to. Each opens the letter's list once, for one visit.
CREATE TABLE takedown_code (
    id UUID PRIMARY KEY,
    letter_id UUID NOT NULL REFERENCES takedown_letter (id),
    -- The sending by which it was asked for: by each once.
    asked BYTEA NOT NULL UNIQUE,
    at BIGINT NOT NULL,
    -- Until when it holds.
    until BIGINT NOT NULL,
    -- Under the letter's key; nothing once it is used.
    code BYTEA,
    -- How often a wrong one was tried while it held.
    tries BIGINT NOT NULL,
    opened_at BIGINT
);
CREATE INDEX takedown_code_letter ON takedown_code (letter_id, at, id);

-- Visits to the provider's page: of whoever came with a code, and of programs that came with a key.
CREATE TABLE takedown_visit (
    id UUID PRIMARY KEY,
    contact_id UUID NOT NULL,
    -- The letter whose list it is: with a code always, of a program where it asked for one.
    letter_id UUID REFERENCES takedown_letter (id),
    -- The key of `identity` that the program came with.
    key_id UUID,
    -- Of a program: the case whose places it asked for, and behind which notice the list goes on.
    case_id UUID,
    after_id UUID,
    at BIGINT NOT NULL,
    until BIGINT NOT NULL,
    -- Where the list is put and what it is sealed to, under a key of its own, and by what that is found.
    receipt_index BYTEA NOT NULL UNIQUE,
    data_key BYTEA NOT NULL,
    receipt BYTEA NOT NULL,
    CHECK (key_id IS NOT NULL OR letter_id IS NOT NULL)
);

-- What was said in a visit: of each sending once.
CREATE TABLE takedown_visit_answer (
    id BYTEA PRIMARY KEY,
    visit_id UUID NOT NULL REFERENCES takedown_visit (id),
    at BIGINT NOT NULL
);
CREATE INDEX takedown_visit_answer_of ON takedown_visit_answer (visit_id);

-- Letters whose mail tells of a notice that has left them since: what comes back about them is still about it.
CREATE TABLE takedown_earlier_letter (
    notice_id UUID NOT NULL REFERENCES takedown_notice (id),
    letter_id UUID NOT NULL REFERENCES takedown_letter (id),
    PRIMARY KEY (notice_id, letter_id)
);
CREATE INDEX takedown_earlier_letter_of ON takedown_earlier_letter (letter_id);

CREATE TABLE takedown_letter_history (
    letter_id UUID NOT NULL REFERENCES takedown_letter (id),
    -- From 1 within the letter, as written: the lines of one transaction have one instant.
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    who_kind TEXT NOT NULL,
    who_id UUID,
    from_state TEXT,
    to_state TEXT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (letter_id, number)
);

-- Places whose host, or proxy, has no contact that we know: what is learned later reaches them.
CREATE TABLE takedown_unaddressed (
    case_id UUID NOT NULL,
    location_id UUID NOT NULL,
    -- What the contact is to be asked for.
    purpose TEXT NOT NULL CHECK (purpose IN ('remove', 'ask_host')),
    since BIGINT NOT NULL,
    PRIMARY KEY (case_id, location_id, purpose)
);
CREATE INDEX takedown_unaddressed_since ON takedown_unaddressed (since, case_id, location_id, purpose);
CREATE INDEX takedown_unaddressed_location ON takedown_unaddressed (location_id);

-- Places about which a person withdrew what was written: nobody is asked about them until a person says so.
CREATE TABLE takedown_unwritten (
    case_id UUID NOT NULL,
    location_id UUID NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('remove', 'ask_host')),
    -- The notice that was withdrawn.
    notice_id UUID NOT NULL REFERENCES takedown_notice (id),
    since BIGINT NOT NULL,
    PRIMARY KEY (case_id, location_id, purpose)
);
CREATE INDEX takedown_unwritten_since ON takedown_unwritten (since, notice_id);
-- By what whoever is sought for such a place is found once they are known: blind indexes of `stakeholders`, of a name in
-- its country and of an address.
CREATE TABLE takedown_unaddressed_sought (
    case_id UUID NOT NULL,
    location_id UUID NOT NULL,
    purpose TEXT NOT NULL,
    sought BYTEA NOT NULL,
    PRIMARY KEY (case_id, location_id, purpose, sought),
    FOREIGN KEY (case_id, location_id, purpose) REFERENCES takedown_unaddressed ON DELETE CASCADE
);
CREATE INDEX takedown_unaddressed_sought_by ON takedown_unaddressed_sought (sought);

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

-- The looking again at a case's place: until it is gone, and for the after-watch.
CREATE TABLE takedown_watch (
    case_id UUID PRIMARY KEY,
    location_id UUID NOT NULL,
    -- 'off': the pack names no legal authority for automatic requests, or a person stopped it. 'after': the
    -- case is closed, and content that comes back is to be seen.
    state TEXT NOT NULL CHECK (state IN ('due', 'after', 'off', 'ended')),
    started_at BIGINT NOT NULL,
    -- The first eight bytes of the blind index of the place's host: looks at one host keep their distance.
    host BIGINT NOT NULL,
    -- Where within its cadence it stands, in millionths: follows from the case's id, so that looks are spread.
    phase BIGINT NOT NULL,
    -- When the next look is promised.
    next_at BIGINT,
    -- From when on it may be taken. Later than promised where others at its host come first; the end of the
    -- lease while somebody has it in hand.
    ready_at BIGINT,
    -- Since when it waits for its turn at its host: 'ready_at' is then that turn. None: it was given none.
    in_line_since BIGINT,
    -- Who has it in hand.
    token UUID,
    -- A person asked for a look before its time.
    asked BOOLEAN NOT NULL DEFAULT FALSE,
    -- From which vantage point the next look is; none: the first.
    vantage TEXT,
    -- A blind index of what the last look showed, where that was up: the same again is up and unchanged.
    same BYTEA,
    -- Such an index and the name of what it showed, when a person said that the place is gone though it answers: the
    -- same again says nothing against that word.
    as_said BYTEA
);
-- What is taken goes by the one, what is overdue is counted by the other.
CREATE INDEX takedown_watch_ready ON takedown_watch (ready_at, case_id) WHERE state IN ('due', 'after');
CREATE INDEX takedown_watch_promised ON takedown_watch (next_at) WHERE state IN ('due', 'after');
-- Whoever has waited for a turn at its host longest.
CREATE INDEX takedown_watch_in_line ON takedown_watch (host, asked DESC, in_line_since, case_id)
    WHERE in_line_since IS NOT NULL;
-- Those that were switched off for want of a legal authority are found by it once there is one.
CREATE INDEX takedown_watch_off ON takedown_watch (case_id) WHERE state = 'off';

-- Places that somebody marked as pages: the words of these are looked at too.
CREATE TABLE takedown_page (
    location_id UUID PRIMARY KEY,
    marked_by UUID NOT NULL,
    marked_at BIGINT NOT NULL,
    -- The mark of the words that others are compared with, 64 bits under the location's key; none before they were
    -- read. It would tell which page is watched to whoever has that page.
    mark BYTEA,
    compared_since BIGINT
);

CREATE TABLE takedown_page_history (
    case_id UUID NOT NULL,
    -- From 1 within the case, as written.
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    who_kind TEXT NOT NULL,
    who_id UUID,
    from_state TEXT,
    to_state TEXT NOT NULL CHECK (to_state IN ('marked', 'unmarked')),
    why TEXT NOT NULL,
    PRIMARY KEY (case_id, number)
);

-- When a watcher last sat. A long silence before is a downtime, to be caught up with step by step.
CREATE TABLE takedown_pulse (
    number BIGINT PRIMARY KEY CHECK (number = 1),
    at BIGINT NOT NULL
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
    -- Whether that was abroad.
    abroad BOOLEAN NOT NULL,
    seen TEXT NOT NULL,
    status BIGINT,
    verdict TEXT NOT NULL CHECK (verdict IN ('up', 'missing', 'gone_here', 'gone', 'access_disabled', 'moved',
        'changed', 'blocked', 'error_page', 'unsure')),
    -- The evidence: every request with its addresses, certificate, status and headers, under the location's
    -- key. The audit holds a digest of the row with this as it is stored.
    detail BYTEA NOT NULL,
    -- That entry of the record: it may commit to many checks.
    entry_id UUID NOT NULL,
    -- What a later look from elsewhere made of it: the place was there, and kept from this vantage point.
    later TEXT CHECK (later IN ('blocked')),
    decided TEXT CHECK (decided IN ('up', 'gone', 'access_disabled')),
    decided_by UUID,
    decided_at BIGINT,
    reason BYTEA,
    -- The end of a case on a person's word is two persons' word.
    confirmed_by UUID,
    confirmed_at BIGINT
);
CREATE INDEX takedown_check_case ON takedown_check (case_id, at, id);

-- Cases of whose checks a person may have something to say: what one means, or that it is the end.
CREATE TABLE takedown_ask (
    case_id UUID PRIMARY KEY,
    since BIGINT NOT NULL
);
CREATE INDEX takedown_ask_since ON takedown_ask (since, case_id);
