-- Reports to be handed over to the partner hotline of a country.
CREATE TABLE exchange_handover (
    id UUID PRIMARY KEY,
    case_id UUID NOT NULL,
    -- What caused it: the round of a route. The same cause twice is one handover.
    cause UUID NOT NULL UNIQUE,
    country TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('due', 'handed_over', 'lapsed', 'withdrawn')),
    data_key BYTEA NOT NULL,
    -- What the partner, or the network, calls it; recorded by hand.
    reference BYTEA,
    due_at BIGINT NOT NULL,
    handed_over_at BIGINT,
    -- After it the provider is written to directly.
    deadline BIGINT NOT NULL,
    -- What the partner said of it: where it does not act, nobody waits for it any more.
    answer TEXT CHECK (answer IN ('acts', 'declines')),
    answered_at BIGINT
);
CREATE INDEX exchange_handover_case ON exchange_handover (case_id, due_at, id);
CREATE INDEX exchange_handover_state ON exchange_handover (state, due_at, id);

CREATE TABLE exchange_handover_history (
    handover_id UUID NOT NULL REFERENCES exchange_handover (id),
    -- From 1 within the handover, as written: the lines of one transaction have one instant.
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    who_kind TEXT NOT NULL,
    who_id UUID,
    from_state TEXT,
    to_state TEXT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (handover_id, number)
);
