-- Packages for a police unit. One referral is one mail.
CREATE TABLE referral_referral (
    id UUID PRIMARY KEY,
    case_id UUID NOT NULL,
    -- What caused it: the round of a route. The same cause twice is one referral.
    cause UUID NOT NULL UNIQUE,
    -- To whom, once there is an approved contact.
    contact_id UUID,
    state TEXT NOT NULL CHECK (state IN ('prepared', 'released', 'sent', 'acknowledged', 'concluded',
        'withdrawn')),
    hold TEXT NOT NULL CHECK (hold IN ('none', 'open', 'silent', 'lifted', 'lapsed')),
    hold_until BIGINT,
    urgent BOOLEAN NOT NULL,
    -- Why a person has to see to it, and no job will.
    hindrance TEXT CHECK (hindrance IN ('no_contact', 'no_working_url', 'refused', 'not_delivered', 'late', 'key',
        'came_back', 'answered')),
    data_key BYTEA NOT NULL,
    police_reference BYTEA,
    -- The URLs did not travel: they are to be handed over in another way.
    urls_withheld BOOLEAN NOT NULL,
    handed_over_at BIGINT,
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
