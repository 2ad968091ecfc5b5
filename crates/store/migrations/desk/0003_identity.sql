-- The people who work at the desk. Names are sealed; a sign-in name is found by its blind index.
CREATE TABLE identity_staff (
    id UUID PRIMARY KEY,
    sign_in_index BYTEA NOT NULL UNIQUE,
    data_key BYTEA NOT NULL,
    name BYTEA NOT NULL,
    -- Argon2id as a PHC string.
    password TEXT NOT NULL,
    -- Role names, separated by spaces.
    roles TEXT NOT NULL,
    language TEXT NOT NULL,
    -- Their decisions wait for a second opinion, where the pack says so.
    trainee BOOLEAN NOT NULL DEFAULT FALSE,
    added_at BIGINT NOT NULL,
    -- Whether keys alone act on the desk's pages, where nobody types.
    shortcuts BOOLEAN NOT NULL DEFAULT TRUE
);

-- Failed sign-ins in a row for each name that was tried, whether somebody has it or not, and until when the
-- next is refused.
CREATE TABLE identity_attempt (
    sign_in_index BYTEA PRIMARY KEY,
    failures BIGINT NOT NULL,
    tried_at BIGINT NOT NULL,
    refused_until BIGINT NOT NULL
);
CREATE INDEX identity_attempt_age ON identity_attempt (tried_at);

-- Open sessions, by the hash of their token.
CREATE TABLE identity_session (
    token_hash BYTEA PRIMARY KEY,
    -- The SHA-256 of what its forms carry: so it can be said whose form came when the session had ended.
    form_hash BYTEA NOT NULL UNIQUE,
    staff_id UUID NOT NULL REFERENCES identity_staff (id),
    opened_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX identity_session_staff ON identity_session (staff_id);
CREATE INDEX identity_session_expiry ON identity_session (expires_at);

-- The keys with which programs act for a member of staff. Of a key its SHA-256 alone is kept; what its member calls it
-- is sealed. It holds while its member has the roles that it was made under.
CREATE TABLE identity_staff_key (
    id UUID PRIMARY KEY,
    staff_id UUID NOT NULL REFERENCES identity_staff (id),
    data_key BYTEA NOT NULL,
    name BYTEA NOT NULL,
    key_hash BYTEA NOT NULL UNIQUE,
    -- Role names, separated by spaces: the key's, and the member's when it was made.
    roles TEXT NOT NULL,
    of_roles TEXT NOT NULL,
    added_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- The UTC day of its last use, and its calls in the minute of its last use.
    used_day BIGINT,
    minute BIGINT NOT NULL,
    calls BIGINT NOT NULL,
    retired_at BIGINT
);
CREATE INDEX identity_staff_key_member ON identity_staff_key (staff_id, added_at);
CREATE INDEX identity_staff_key_age ON identity_staff_key (added_at, id);

-- Idempotency keys, by their blind index: who has one now, and what it was answered with, sealed.
CREATE TABLE identity_idempotency (
    key BYTEA PRIMARY KEY,
    -- A blind index of what was sent.
    fingerprint BYTEA NOT NULL,
    turn_id UUID NOT NULL,
    begun_at BIGINT NOT NULL,
    data_key BYTEA,
    answer BYTEA
);
CREATE INDEX identity_idempotency_age ON identity_idempotency (begun_at);

-- The keys with which programs of partners send reports. Of a key its SHA-256 alone is kept: it has 256 random
-- bits. The partner's name is sealed, and found by its blind index: several keys of one name are one partner.
CREATE TABLE identity_partner_key (
    id UUID PRIMARY KEY,
    partner_id UUID NOT NULL,
    name_index BYTEA NOT NULL,
    data_key BYTEA NOT NULL,
    name BYTEA NOT NULL,
    key_hash BYTEA NOT NULL UNIQUE,
    added_at BIGINT NOT NULL,
    -- Which member of staff; nothing where it was the command line.
    added_by UUID,
    -- The UTC day of its last use.
    used_day BIGINT,
    retired_at BIGINT
);
CREATE INDEX identity_partner_key_name ON identity_partner_key (name_index, added_at);
CREATE INDEX identity_partner_key_age ON identity_partner_key (added_at, id);

-- The keys with which programs of those whom letters went to answer them. Of a key its SHA-256 alone is kept. Whose it is
-- is a contact of `stakeholders`.
CREATE TABLE identity_recipient_key (
    id UUID PRIMARY KEY,
    recipient_id UUID NOT NULL,
    key_hash BYTEA NOT NULL UNIQUE,
    added_at BIGINT NOT NULL,
    added_by UUID,
    expires_at BIGINT NOT NULL,
    -- The UTC day of its last use, and how often it was used in the hour of its last use.
    used_day BIGINT,
    hour BIGINT NOT NULL,
    uses BIGINT NOT NULL,
    retired_at BIGINT
);
CREATE INDEX identity_recipient_key_of ON identity_recipient_key (recipient_id, added_at, id);
