-- What happened: one row for each change, committed with it. `number` and `hash` are set once, by the sequencer.
CREATE TABLE audit_entry (
    -- The order of writing: the entries of one transaction have one instant. What the chain vouches for is
    -- `number`, which follows it.
    written /*sequence*/,
    id UUID NOT NULL UNIQUE,
    at BIGINT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id UUID,
    action TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id UUID,
    facts TEXT NOT NULL,
    number BIGINT UNIQUE,
    hash BYTEA
);
CREATE INDEX audit_entry_unchained ON audit_entry (at, written) WHERE number IS NULL;
CREATE INDEX audit_entry_subject ON audit_entry (subject_kind, subject_id, written);

-- The signed end of the chain after each batch of the sequencer, and the hour of that.
CREATE TABLE audit_head (
    number BIGINT PRIMARY KEY,
    hash BYTEA NOT NULL,
    signed_at BIGINT NOT NULL,
    signature BYTEA NOT NULL
);
