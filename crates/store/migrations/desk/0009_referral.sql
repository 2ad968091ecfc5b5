-- Packages for a police unit. One referral is one Message-ID for ever.
CREATE TABLE referral_referral (
    id UUID PRIMARY KEY,
    case_id UUID NOT NULL,
    -- What caused it: the round of a route. The same cause twice is one referral.
    cause UUID NOT NULL UNIQUE,
    -- To whom, once there is an approved contact.
    contact_id UUID,
    state TEXT NOT NULL CHECK (state IN ('prepared', 'released', 'sent', 'acknowledged', 'concluded')),
    hold TEXT NOT NULL CHECK (hold IN ('none', 'open', 'silent', 'lifted', 'lapsed')),
    hold_until BIGINT,
    urgent BOOLEAN NOT NULL,
    -- Why a person has to see to it, and no job will.
    hindrance TEXT CHECK (hindrance IN ('no_contact', 'no_working_url', 'refused', 'not_delivered')),
    -- Set when the mail is composed, before the first byte of it leaves, and never again.
    message_id TEXT UNIQUE,
    data_key BYTEA NOT NULL,
    -- The mail as it was first composed; a second sending of it is the same, byte for byte.
    mail BYTEA,
    police_reference BYTEA,
    -- The URLs did not travel: they are to be handed over in another way.
    urls_withheld BOOLEAN NOT NULL,
    handed_over_at BIGINT,
    -- A sending began while an earlier one had no known end: the unit may have it twice.
    maybe_resent BOOLEAN NOT NULL,
    prepared_at BIGINT NOT NULL,
    sent_at BIGINT
);
CREATE INDEX referral_referral_case ON referral_referral (case_id, prepared_at, id);
CREATE INDEX referral_referral_state ON referral_referral (state, prepared_at, id);

CREATE TABLE referral_referral_history (
    referral_id UUID NOT NULL REFERENCES referral_referral (id),
    -- From 1 within the referral, as written: the lines of one transaction have one instant.
    number BIGINT NOT NULL,
    -- Whether the line tells of the state of the referral or of its hold.
    about TEXT NOT NULL CHECK (about IN ('state', 'hold')),
    at BIGINT NOT NULL,
    who_kind TEXT NOT NULL,
    who_id UUID,
    from_state TEXT,
    to_state TEXT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (referral_id, number)
);

-- Each conversation with a mail server about a referral: written before it begins, and again at its end.
-- One without an end may or may not have delivered.
CREATE TABLE referral_sending (
    id UUID PRIMARY KEY,
    referral_id UUID NOT NULL REFERENCES referral_referral (id),
    begun_at BIGINT NOT NULL,
    ended_at BIGINT,
    result TEXT CHECK (result IN ('accepted', 'deferred', 'refused', 'unreachable'))
);
CREATE INDEX referral_sending_referral ON referral_sending (referral_id, begun_at, id);
