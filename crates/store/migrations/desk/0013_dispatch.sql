-- Mails that leave once. Each is composed once, before the first byte of it leaves, and then is that mail for
-- ever, byte for byte and under one Message-ID.
CREATE TABLE dispatch_mail (
    -- That of what it is the mail of: a referral, a notice.
    id UUID PRIMARY KEY,
    message_id TEXT NOT NULL UNIQUE,
    data_key BYTEA NOT NULL,
    mail BYTEA NOT NULL,
    -- A sending began while an earlier one had no known end: whoever it goes to may have it twice.
    maybe_twice BOOLEAN NOT NULL,
    composed_at BIGINT NOT NULL
);

-- Each conversation with a mail relay: written before it begins, and again at its end. One without an end
-- may or may not have delivered.
CREATE TABLE dispatch_sending (
    id UUID PRIMARY KEY,
    mail_id UUID NOT NULL REFERENCES dispatch_mail (id),
    begun_at BIGINT NOT NULL,
    ended_at BIGINT,
    result TEXT CHECK (result IN ('accepted', 'deferred', 'refused', 'unreachable'))
);
CREATE INDEX dispatch_sending_mail ON dispatch_sending (mail_id, begun_at, id);
