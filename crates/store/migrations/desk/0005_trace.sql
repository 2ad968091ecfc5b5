-- One look at who hosts a location: never overwritten, the newest counts.
CREATE TABLE trace_trace (
    id UUID PRIMARY KEY,
    location_id UUID NOT NULL,
    at BIGINT NOT NULL,
    -- 'name': the DNS alone, before a claim. 'full': the registries too. 'redirects': where the place leads. 'answer':
    -- what a proxy in front of it said.
    extent TEXT NOT NULL CHECK (extent IN ('name', 'full', 'redirects', 'answer')),
    -- Who wrote an answer down.
    staff_id UUID,
    -- Random bytes, sealed under the location's key, which go into what the record commits to.
    salt BYTEA NOT NULL,
    -- The entry of the record that commits to the trace and its findings.
    entry_id UUID NOT NULL
);
CREATE INDEX trace_trace_location ON trace_trace (location_id, at, id);

-- What one source said. Addresses, names and holders are sealed under the location's key.
CREATE TABLE trace_finding (
    id UUID PRIMARY KEY,
    trace_id UUID NOT NULL REFERENCES trace_trace (id),
    location_id UUID NOT NULL,
    at BIGINT NOT NULL,
    -- From 0, in the order in which the trace found it.
    position BIGINT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('dns', 'rdap_network', 'whois_network', 'rdap_system', 'rdap_domain',
        'whois_domain', 'table', 'proxy', 'look', 'redirect', 'cdn_answer')),
    country TEXT,
    autonomous_system BIGINT,
    detail BYTEA NOT NULL
);
CREATE UNIQUE INDEX trace_finding_trace ON trace_finding (trace_id, position);
CREATE INDEX trace_finding_location ON trace_finding (location_id, at, trace_id, position);

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

-- Servers of registries that asked to be left alone, or let us wait in vain: by blind index, until when.
CREATE TABLE trace_rest (
    server_index BYTEA PRIMARY KEY,
    until BIGINT NOT NULL
);

-- The hosts of reported places that were asked: one connection to each, and a distance between two looks, whoever looks.
CREATE TABLE trace_host (
    -- The first eight bytes of the blind index of the host.
    host BIGINT PRIMARY KEY,
    -- The first turn at it that no watch has been given.
    free_at BIGINT NOT NULL,
    asked_at BIGINT NOT NULL,
    -- Until when it is left alone: somebody is asking it, or it asked for that.
    busy_until BIGINT NOT NULL,
    -- Microseconds from one turn to the next: the pack's distance, or what the last look took.
    pace BIGINT NOT NULL,
    -- Until when it asked to be left alone while somebody else had it in hand: as the end of a redirect.
    rest_until BIGINT NOT NULL DEFAULT 0,
    -- Microseconds that it was left alone for when it last had too much and did not say for how long; none since it
    -- answered well.
    pause BIGINT NOT NULL DEFAULT 0,
    -- Until when the next turn is kept for somebody who found it occupied, and is no watch.
    kept_until BIGINT NOT NULL DEFAULT 0,
    token UUID
);

-- How often the names of a domain were asked for before a claim, since when, by blind index of the domain.
CREATE TABLE trace_quiet (
    domain_index BYTEA PRIMARY KEY,
    since BIGINT NOT NULL,
    asked BIGINT NOT NULL
);
CREATE INDEX trace_quiet_since ON trace_quiet (since);

-- What the hotline knows better than the registries, by host, domain suffix or network. Ended, never deleted.
CREATE TABLE trace_rule (
    id UUID PRIMARY KEY,
    reach TEXT NOT NULL CHECK (reach IN ('host', 'suffix', 'network')),
    -- Of a host or suffix: the blind index that location has for hosts and for domains.
    key_index BYTEA,
    -- Of a network: its range.
    network TEXT,
    says TEXT NOT NULL CHECK (says IN ('real_host', 'own_registrar', 'site_owner', 'do_not_contact')),
    country TEXT,
    data_key BYTEA NOT NULL,
    -- Host or suffix, addresses and names, sealed.
    detail BYTEA NOT NULL,
    reason BYTEA NOT NULL,
    added_at BIGINT NOT NULL,
    added_by UUID NOT NULL,
    ended_at BIGINT,
    ended_by UUID,
    ended_reason BYTEA,
    CHECK ((key_index IS NULL) = (reach = 'network') AND (network IS NULL) = (reach <> 'network')),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL) AND (ended_at IS NULL) = (ended_reason IS NULL))
);
CREATE INDEX trace_rule_index ON trace_rule (key_index) WHERE ended_at IS NULL;
CREATE INDEX trace_rule_network ON trace_rule (reach, id) WHERE ended_at IS NULL;
CREATE INDEX trace_rule_added ON trace_rule (added_at, id);

-- In what a full trace differs from the one before it.
CREATE TABLE trace_change (
    trace_id UUID NOT NULL REFERENCES trace_trace (id),
    kind TEXT NOT NULL CHECK (kind IN ('address', 'network', 'country', 'contact')),
    location_id UUID NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (trace_id, kind)
);
CREATE INDEX trace_change_location ON trace_change (location_id, at, trace_id);
