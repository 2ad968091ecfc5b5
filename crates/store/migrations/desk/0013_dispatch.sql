-- Mails that leave once. Each is composed once, before the first byte of it leaves, and then is that mail for
-- ever, byte for byte and under one Message-ID. What never left may be composed anew, for another key.
CREATE TABLE dispatch_mail (
    -- That of what it is the mail of: a referral, a notice.
    id UUID PRIMARY KEY,
    -- What that is called: the first word of the Message-ID.
    errand TEXT NOT NULL,
    message_id TEXT NOT NULL UNIQUE,
    data_key BYTEA NOT NULL,
    mail BYTEA NOT NULL,
    -- How it is kept from others on the way: sealed to whom it goes to, by a relay that passes it on over verified
    -- TLS alone, or not; then it holds no URL.
    carriage TEXT NOT NULL CHECK (carriage IN ('sealed', 'relay', 'none')),
    signed BOOLEAN NOT NULL,
    -- Of the token in the addresses by which what comes back finds it.
    token_index BYTEA UNIQUE,
    -- Of the reference that it goes under.
    reference_index BYTEA NOT NULL,
    -- A sending began while an earlier one had no known end: whoever it goes to may have it twice.
    maybe_twice BOOLEAN NOT NULL,
    composed_at BIGINT NOT NULL
);
CREATE INDEX dispatch_mail_reference ON dispatch_mail (reference_index, composed_at, id);

-- Each conversation with a mail relay: written before it begins, and again at its end. One without an end
-- may or may not have delivered. What a relay took is 'taken' until what follows from that is written with it, and
-- 'accepted' then. What came back was 'returned'.
CREATE TABLE dispatch_sending (
    id UUID PRIMARY KEY,
    mail_id UUID NOT NULL REFERENCES dispatch_mail (id),
    begun_at BIGINT NOT NULL,
    ended_at BIGINT,
    result TEXT CHECK (result IN ('taken', 'accepted', 'deferred', 'refused', 'unreachable', 'returned'))
);
CREATE INDEX dispatch_sending_mail ON dispatch_sending (mail_id, begun_at, id);

-- The hotline's own OpenPGP keys. The newest signs; each opens what was sealed to it.
CREATE TABLE dispatch_key (
    id UUID PRIMARY KEY,
    fingerprint TEXT NOT NULL UNIQUE,
    data_key BYTEA NOT NULL,
    secret BYTEA NOT NULL,
    -- From 1: the newest has the highest.
    number BIGINT NOT NULL UNIQUE,
    added_at BIGINT NOT NULL
);

-- Mails that arrived in the hotline's mailbox, as text alone. What else was in one was not taken; 'dropped' says
-- how much there was of what, in kinds of our own.
CREATE TABLE dispatch_received (
    id UUID PRIMARY KEY,
    at BIGINT NOT NULL,
    -- Of its Message-ID (of its whole header where it has none), its date, its sender and of which mail of ours it is about:
    -- the same mail comes once about each.
    message_index BYTEA NOT NULL UNIQUE,
    -- Of ours, the mail that it is about, and by what that was seen.
    mail_id UUID REFERENCES dispatch_mail (id),
    matched_by TEXT CHECK (matched_by IN ('token', 'references', 'envelope', 'quoted', 'person')),
    kind TEXT NOT NULL CHECK (kind IN ('answer', 'automatic', 'failed', 'delayed', 'delivered')),
    -- The status of a delivery (RFC 3463): three numbers.
    status TEXT,
    state TEXT NOT NULL CHECK (state IN ('matched', 'tray', 'junk')),
    -- It was sealed to the hotline.
    sealed BOOLEAN NOT NULL,
    -- What it says is signed by the key that our mail was sealed to; nothing where it is not sealed, or ours was not.
    signed BOOLEAN,
    -- Its sender is of another domain than whom the mail went to.
    other_sender BOOLEAN NOT NULL,
    dropped TEXT NOT NULL,
    data_key BYTEA NOT NULL,
    sender BYTEA NOT NULL,
    subject BYTEA NOT NULL,
    text BYTEA NOT NULL
);
CREATE INDEX dispatch_received_mail ON dispatch_received (mail_id, at, id);
CREATE INDEX dispatch_received_state ON dispatch_received (state, at, id);

CREATE TABLE dispatch_received_history (
    received_id UUID NOT NULL REFERENCES dispatch_received (id),
    -- From 1 within the mail, as written: the lines of one transaction have one instant.
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    who_kind TEXT NOT NULL,
    who_id UUID,
    from_state TEXT,
    to_state TEXT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (received_id, number)
);

-- Mails that were left in the mailbox, by the numbers that the server gives them: they could not be taken, or were kept
-- and could not be moved. What is new comes before them.
CREATE TABLE dispatch_left (
    -- By this a server says that its numbers begin anew (UIDVALIDITY).
    validity BIGINT NOT NULL,
    number BIGINT NOT NULL,
    kept BOOLEAN NOT NULL,
    since BIGINT NOT NULL,
    tried_at BIGINT NOT NULL,
    PRIMARY KEY (validity, number)
);

-- When nothing new was left in the mailbox last; when it was configured, before that.
CREATE TABLE dispatch_mailbox (
    number BIGINT PRIMARY KEY CHECK (number = 1),
    emptied_at BIGINT NOT NULL
);
