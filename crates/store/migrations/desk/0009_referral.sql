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
    hindrance TEXT CHECK (hindrance IN ('no_contact', 'contact_retired', 'no_working_url', 'refused', 'not_delivered',
        'unsendable', 'late', 'key')),
    data_key BYTEA NOT NULL,
    police_reference BYTEA,
    -- The URLs did not travel: they are to be handed over in another way.
    urls_withheld BOOLEAN NOT NULL,
    -- When it was handed over by hand, and what the receipt of that says, sealed: to whom, under which number.
    handed_over_at BIGINT,
    receipt BYTEA,
    -- Since when it goes by hand and not by mail.
    by_hand_at BIGINT,
    -- When its documents could not be printed, and their twins went alone.
    unprinted_at BIGINT,
    prepared_at BIGINT NOT NULL,
    sent_at BIGINT,
    CHECK ((handed_over_at IS NULL) = (receipt IS NULL))
);
CREATE INDEX referral_referral_case ON referral_referral (case_id, prepared_at, id);
CREATE INDEX referral_referral_state ON referral_referral (state, prepared_at, id);

-- What a unit is handed, by mail or by hand: made once for it, and these bytes for ever. Sealed under the referral's key.
CREATE TABLE referral_package (
    referral_id UUID PRIMARY KEY REFERENCES referral_referral (id),
    -- For whom it was made.
    contact_id UUID NOT NULL,
    made_at BIGINT NOT NULL,
    files BYTEA NOT NULL,
    -- The same as one OpenPGP message, where it goes by hand, and the fingerprint of the certificate that opens it.
    message BYTEA,
    sealed_to TEXT,
    sealed_at BIGINT,
    -- A mark of what of the reporter's might leave when it was sealed: another one now, and it is not handed over.
    told BYTEA,
    CHECK ((message IS NULL) = (sealed_to IS NULL) AND (message IS NULL) = (sealed_at IS NULL)
        AND (message IS NULL) = (told IS NULL))
);

-- What came back by mail about a referral and is for a person, whatever else becomes of the referral.
CREATE TABLE referral_came (
    -- The mail that arrived; an id of its own where a person says that the referral came back.
    mail_id UUID PRIMARY KEY,
    referral_id UUID NOT NULL REFERENCES referral_referral (id),
    kind TEXT NOT NULL CHECK (kind IN ('answer', 'failed')),
    at BIGINT NOT NULL,
    -- When a person had read it, or seen to it.
    read_at BIGINT
);
CREATE INDEX referral_came_referral ON referral_came (referral_id, at, mail_id);

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

-- Urgent reports ring whoever is on call: one alarm at a time, for all that came since it began. When it rang is nearly
-- when somebody reported: rows say the hour, and the exact times are sealed.
CREATE TABLE referral_alarm (
    id UUID PRIMARY KEY,
    number BIGINT NOT NULL UNIQUE,
    -- What it is told by: nothing of a report.
    reference TEXT NOT NULL,
    -- Nothing once it was acknowledged: so at most one rings.
    ringing BOOLEAN UNIQUE CHECK (ringing),
    opened_at BIGINT NOT NULL,
    rings BIGINT NOT NULL,
    -- Nobody could be rung when it rang last.
    unheard BOOLEAN NOT NULL,
    acknowledged_at BIGINT,
    acknowledged_by UUID,
    -- Until when what comes is of the flood that somebody said it is.
    quiet_until BIGINT,
    data_key BYTEA NOT NULL,
    log BYTEA NOT NULL
);

-- For which reports: each rings once.
CREATE TABLE referral_alarm_report (
    report_id UUID PRIMARY KEY,
    alarm_id UUID NOT NULL REFERENCES referral_alarm (id),
    number BIGINT NOT NULL,
    UNIQUE (alarm_id, number)
);

-- Urgent letters that were late when it rang: each rings once.
CREATE TABLE referral_alarm_letter (
    letter_id UUID PRIMARY KEY,
    alarm_id UUID NOT NULL REFERENCES referral_alarm (id)
);
CREATE INDEX referral_alarm_letter_of ON referral_alarm_letter (alarm_id);

-- What the police said of a referral: dated words, sealed under the referral's key.
CREATE TABLE referral_said (
    id UUID PRIMARY KEY,
    referral_id UUID NOT NULL REFERENCES referral_referral (id),
    number BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('acknowledged', 'case_number', 'feedback', 'victim_identified', 'arrest',
        'no_action', 'other')),
    -- The day on which they said it, or it happened: RFC 3339.
    happened_on TEXT NOT NULL,
    at BIGINT NOT NULL,
    staff_id UUID NOT NULL,
    text BYTEA,
    -- It was written down wrongly.
    struck_at BIGINT,
    UNIQUE (referral_id, number)
);
CREATE INDEX referral_said_on ON referral_said (happened_on);
