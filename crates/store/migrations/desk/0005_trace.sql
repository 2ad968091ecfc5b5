-- One look at who hosts a location: never overwritten, the newest counts.
CREATE TABLE trace_trace (
    id UUID PRIMARY KEY,
    location_id UUID NOT NULL,
    at BIGINT NOT NULL,
    -- 'name': the DNS alone, before a claim. 'full': the registries too.
    extent TEXT NOT NULL CHECK (extent IN ('name', 'full'))
);
CREATE INDEX trace_trace_location ON trace_trace (location_id, at, id);

-- What one source said. Addresses, names and holders are sealed under the location's key.
CREATE TABLE trace_finding (
    id UUID PRIMARY KEY,
    trace_id UUID NOT NULL REFERENCES trace_trace (id),
    location_id UUID NOT NULL,
    at BIGINT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('dns', 'rdap_network', 'whois_network', 'rdap_system', 'rdap_domain',
        'whois_domain', 'table')),
    country TEXT,
    autonomous_system BIGINT,
    detail BYTEA NOT NULL
);
CREATE INDEX trace_finding_trace ON trace_finding (trace_id);
CREATE INDEX trace_finding_location ON trace_finding (location_id, at, id);

-- Places that nobody is asked about, each by what asked for that: a silent hold of the police.
CREATE TABLE trace_silence (
    location_id UUID NOT NULL,
    cause UUID NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (location_id, cause)
);

-- Places that the registries are to be asked about when their silence ends.
CREATE TABLE trace_postponed (
    location_id UUID PRIMARY KEY,
    since BIGINT NOT NULL
);
