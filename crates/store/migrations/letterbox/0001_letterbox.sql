-- Sealed submissions as they came. A growing key fills pages in order; nothing else is indexed.
-- Rows carry the UTC day (days since 1970-01-01) and no finer time. None is longer than the largest size class:
-- whoever took the letterbox over could otherwise exhaust the workers, who read them.
CREATE TABLE letterbox_submission (
    seq /*sequence*/,
    day BIGINT NOT NULL,
    sealed BYTEA NOT NULL CHECK (octet_length(sealed) <= 65536)
) /*wide rows*/;

-- Submissions that the desk has filed, kept for the pack's time or until they are withdrawn.
CREATE TABLE letterbox_collected (
    seq /*sequence*/,
    day BIGINT NOT NULL,
    sealed BYTEA NOT NULL,
    collected_day BIGINT NOT NULL,
    -- What the desk calls it, keyed: no two of one receipt look alike. Nothing where it does not open.
    name BYTEA
) /*wide rows*/;

CREATE INDEX letterbox_collected_by_day ON letterbox_collected (collected_day);
CREATE INDEX letterbox_collected_by_name ON letterbox_collected (name);

-- What the desk answers, sealed to the reply key that follows from the receipt.
CREATE TABLE letterbox_reply (
    id UUID PRIMARY KEY,
    lookup_id BYTEA NOT NULL,
    day BIGINT NOT NULL,
    sealed BYTEA NOT NULL
);

CREATE INDEX letterbox_reply_by_lookup_id ON letterbox_reply (lookup_id);
