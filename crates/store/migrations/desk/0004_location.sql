-- Each place on the internet that was ever reported or looked at, once, by the blind index of its canonical URL.
CREATE TABLE location_location (
    id UUID PRIMARY KEY,
    url_index BYTEA NOT NULL UNIQUE,
    host_index BYTEA NOT NULL,
    domain_index BYTEA,
    data_key BYTEA NOT NULL,
    canonical BYTEA NOT NULL,
    host BYTEA NOT NULL,
    onion BOOLEAN NOT NULL,
    -- What checks and notices use: a spelling that an analyst picked.
    working_id UUID,
    working_by UUID,
    working_at BIGINT,
    -- The version of what counts as personal under which it was picked.
    working_rules BIGINT NOT NULL DEFAULT 0,
    added_at BIGINT NOT NULL
);
CREATE INDEX location_location_host ON location_location (host_index);
CREATE INDEX location_location_domain ON location_location (domain_index);

-- The ways in which a location was written, each once.
CREATE TABLE location_spelling (
    id UUID PRIMARY KEY,
    location_id UUID NOT NULL REFERENCES location_location (id),
    spelling_index BYTEA NOT NULL,
    url BYTEA NOT NULL,
    credentials BYTEA,
    added_at BIGINT NOT NULL,
    UNIQUE (location_id, spelling_index)
);
