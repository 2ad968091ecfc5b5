-- A page that somebody has had read for what it embeds, within a viewing session: one a session. What was read is sealed
-- under the key of the session and goes with it.
CREATE TABLE inventory_reading (
    id UUID PRIMARY KEY,
    viewing_id UUID NOT NULL UNIQUE,
    case_id UUID NOT NULL,
    -- The item whose page it is.
    item_id UUID NOT NULL,
    staff_id UUID NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('asked', 'read', 'failed')),
    asked_at BIGINT NOT NULL,
    finished_at BIGINT,
    -- It is not its turn at the host before then, and why: others of ours ask it, or it asked to be left alone.
    waits_until BIGINT,
    waits_for TEXT CHECK (waits_for IN ('turn', 'rest')),
    -- Why it failed.
    fault TEXT,
    -- How many places it leads to, whether these are all of them, whether the whole page was read, and whether redirects
    -- led to another place, whose page it is.
    found BIGINT,
    is_all BOOLEAN,
    is_whole BOOLEAN,
    is_elsewhere BOOLEAN,
    -- The places as a JSON list, sealed.
    offer BYTEA,
    CHECK ((waits_until IS NULL) = (waits_for IS NULL))
);
CREATE INDEX inventory_reading_case ON inventory_reading (case_id);
