-- Where a released decision goes. A decision is routed again when its content moved: a new round.
CREATE TABLE routing_route (
    id UUID PRIMARY KEY,
    case_id UUID NOT NULL,
    decision_id UUID NOT NULL,
    round BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('tracing', 'asking', 'choosing', 'waiting', 'carried_out', 'superseded')),
    -- Nothing until it is decided.
    kind TEXT CHECK (kind IN ('home', 'partner', 'elsewhere', 'unknown', 'onion')),
    country TEXT,
    -- Whose word the provider's notice waits for.
    waits_for TEXT CHECK (waits_for IN ('police', 'partner')),
    -- The rule of the hotline that says where it is hosted, where one did.
    rule_id UUID,
    -- The trace it was decided by.
    traced_at BIGINT,
    opened_at BIGINT NOT NULL,
    -- Why a person chose the country, sealed.
    data_key BYTEA NOT NULL,
    reason BYTEA,
    UNIQUE (case_id, decision_id, round)
);
CREATE UNIQUE INDEX routing_route_open ON routing_route (case_id) WHERE state <> 'superseded';
CREATE INDEX routing_route_case ON routing_route (case_id, opened_at, id);

CREATE TABLE routing_route_history (
    route_id UUID NOT NULL REFERENCES routing_route (id),
    -- From 1 within the route, as written: the lines of one transaction have one instant.
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    who_kind TEXT NOT NULL,
    who_id UUID,
    from_state TEXT,
    to_state TEXT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (route_id, number)
);

-- What only a person can settle.
CREATE TABLE routing_task (
    id UUID PRIMARY KEY,
    case_id UUID NOT NULL,
    -- Nothing where it is about no route.
    route_id UUID REFERENCES routing_route (id),
    kind TEXT NOT NULL CHECK (kind IN ('choose_country', 'find_host', 'ask_host', 'tell_by_hand', 'correct_referral',
        'correct_handover', 'correct_notice', 'moved_handover', 'moved_notice', 'contact_changed', 'look_again',
        'answer_provider', 'read_answer', 'not_theirs', 'see_whether_gone', 'which_provider', 'tell_others',
        'nothing_more')),
    -- What is to be corrected: a referral, a handover, a notice; the decision that was taken back of what is to be looked
    -- at again; what a provider said, a mail, a step of a series; else the route itself.
    subject_id UUID NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'done')),
    opened_at BIGINT NOT NULL,
    done_at BIGINT,
    done_by UUID,
    UNIQUE (case_id, kind, subject_id)
);
CREATE INDEX routing_task_open ON routing_task (state, opened_at, id);
CREATE INDEX routing_task_route ON routing_task (route_id);

-- What staff write about a case, sealed under a key of its own. Never edited; for some minutes its author may
-- withdraw it: its words and the key then go.
CREATE TABLE routing_note (
    id UUID PRIMARY KEY,
    case_id UUID NOT NULL,
    staff_id UUID NOT NULL,
    at BIGINT NOT NULL,
    data_key BYTEA,
    text BYTEA,
    withdrawn_at BIGINT,
    CHECK ((text IS NULL) = (withdrawn_at IS NOT NULL) AND (data_key IS NULL) = (text IS NULL))
);
CREATE INDEX routing_note_case ON routing_note (case_id, at, id);

-- Colleagues whom a note names, each until they have read it.
CREATE TABLE routing_mention (
    note_id UUID NOT NULL REFERENCES routing_note (id),
    staff_id UUID NOT NULL,
    case_id UUID NOT NULL,
    at BIGINT NOT NULL,
    read_at BIGINT,
    PRIMARY KEY (note_id, staff_id)
);
CREATE INDEX routing_mention_unread ON routing_mention (staff_id, at, note_id) WHERE read_at IS NULL;
