-- Organisations we write to: providers, registrars, police units, partner hotlines, regulators. Each once, by the
-- blind index of its kind, country and name.
CREATE TABLE stakeholders_organisation (
    id UUID PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('provider', 'registrar', 'police', 'partner', 'regulator')),
    country TEXT,
    autonomous_system BIGINT,
    identity_index BYTEA NOT NULL UNIQUE,
    -- Of the name alone: what a person searches for.
    name_index BYTEA NOT NULL,
    data_key BYTEA NOT NULL,
    name BYTEA NOT NULL,
    added_at BIGINT NOT NULL,
    -- The one that it is the same as, as a person says: that one has what this one has. It is merged into no other itself.
    merged_into UUID REFERENCES stakeholders_organisation (id),
    CHECK (merged_into <> id)
);
CREATE INDEX stakeholders_organisation_merged ON stakeholders_organisation (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX stakeholders_organisation_kind ON stakeholders_organisation (kind, added_at);
CREATE INDEX stakeholders_organisation_added ON stakeholders_organisation (added_at, id);
CREATE INDEX stakeholders_organisation_system ON stakeholders_organisation (autonomous_system);
CREATE INDEX stakeholders_organisation_name ON stakeholders_organisation (name_index);

-- Who said that two organisations are one, and why; and who took it back.
CREATE TABLE stakeholders_merge (
    id UUID PRIMARY KEY,
    organisation_id UUID NOT NULL REFERENCES stakeholders_organisation (id),
    into_id UUID NOT NULL REFERENCES stakeholders_organisation (id),
    data_key BYTEA NOT NULL,
    why BYTEA NOT NULL,
    at BIGINT NOT NULL,
    by_id UUID NOT NULL,
    undone_at BIGINT,
    undone_by UUID,
    undone_why BYTEA,
    CHECK ((undone_at IS NULL) = (undone_by IS NULL) AND (undone_at IS NULL) = (undone_why IS NULL))
);
-- Into one at a time.
CREATE UNIQUE INDEX stakeholders_merge_now ON stakeholders_merge (organisation_id) WHERE undone_at IS NULL;
CREATE INDEX stakeholders_merge_into ON stakeholders_merge (into_id, at, id);

-- Other names of an organisation: in one country a name is one organisation's of a kind.
CREATE TABLE stakeholders_alias (
    id UUID PRIMARY KEY,
    organisation_id UUID NOT NULL REFERENCES stakeholders_organisation (id),
    -- Of kind, country and name, as an organisation's own name has one.
    identity_index BYTEA NOT NULL UNIQUE,
    name_index BYTEA NOT NULL,
    data_key BYTEA NOT NULL,
    name BYTEA NOT NULL,
    added_at BIGINT NOT NULL
);
CREATE INDEX stakeholders_alias_organisation ON stakeholders_alias (organisation_id, added_at, id);
CREATE INDEX stakeholders_alias_name ON stakeholders_alias (name_index);

-- Which networks, autonomous systems and domains a provider has, and since when. A person says so, and outranks what
-- registries say. Never changed: one that was wrong ends, and another begins.
CREATE TABLE stakeholders_holding (
    id UUID PRIMARY KEY,
    organisation_id UUID NOT NULL REFERENCES stakeholders_organisation (id),
    kind TEXT NOT NULL CHECK (kind IN ('network', 'system', 'domain')),
    value_index BYTEA NOT NULL,
    data_key BYTEA NOT NULL,
    -- The range, the number or the name, and why it is held by them; sealed.
    value BYTEA NOT NULL,
    why BYTEA NOT NULL,
    from_at BIGINT NOT NULL,
    until_at BIGINT,
    added_at BIGINT NOT NULL,
    added_by UUID NOT NULL,
    -- Who ended it, and why.
    ended_by UUID,
    ended_why BYTEA,
    CHECK (until_at IS NULL OR until_at >= from_at),
    CHECK ((until_at IS NULL) = (ended_by IS NULL) AND (until_at IS NULL) = (ended_why IS NULL))
);
-- Whose it is now is one organisation.
CREATE UNIQUE INDEX stakeholders_holding_now ON stakeholders_holding (value_index) WHERE until_at IS NULL;
CREATE INDEX stakeholders_holding_value ON stakeholders_holding (value_index, from_at);
CREATE INDEX stakeholders_holding_kind ON stakeholders_holding (kind);
CREATE INDEX stakeholders_holding_organisation ON stakeholders_holding (organisation_id, from_at, id);

-- Addresses of an organisation for a purpose. Only approved ones are written to.
CREATE TABLE stakeholders_contact (
    id UUID PRIMARY KEY,
    organisation_id UUID NOT NULL REFERENCES stakeholders_organisation (id),
    purpose TEXT NOT NULL CHECK (purpose IN ('abuse', 'registrar', 'police', 'partner', 'regulator')),
    state TEXT NOT NULL CHECK (state IN ('proposed', 'approved', 'retired')),
    address_index BYTEA NOT NULL,
    data_key BYTEA NOT NULL,
    address BYTEA NOT NULL,
    -- The OpenPGP certificate that mail to it is sealed to, and until when it can be.
    key BYTEA,
    key_until BIGINT,
    -- How it is written to. 'form': by hand, in a form of theirs, of which the address is sealed.
    channel TEXT NOT NULL DEFAULT 'mail' CHECK (channel IN ('mail', 'form')),
    form BYTEA,
    language TEXT,
    -- What is attached to a mail beside its text.
    csv BOOLEAN NOT NULL DEFAULT TRUE,
    xarf BOOLEAN NOT NULL DEFAULT TRUE,
    -- 'each': a letter a place. 'gathered': a letter for what comes together. 'daily': a letter a day at most.
    pace TEXT NOT NULL DEFAULT 'gathered' CHECK (pace IN ('each', 'gathered', 'daily')),
    -- 'trace': a registry named it. 'staff': a person did.
    source TEXT NOT NULL CHECK (source IN ('trace', 'staff')),
    added_at BIGINT NOT NULL,
    UNIQUE (organisation_id, address_index, purpose),
    CHECK ((channel = 'form') = (form IS NOT NULL))
);
CREATE INDEX stakeholders_contact_address ON stakeholders_contact (address_index);
CREATE INDEX stakeholders_contact_organisation ON stakeholders_contact (organisation_id, state, added_at, id);
CREATE INDEX stakeholders_contact_state ON stakeholders_contact (state, added_at, id);
-- Whose key ends soon, or has.
CREATE INDEX stakeholders_contact_key ON stakeholders_contact (key_until) WHERE state = 'approved';

CREATE TABLE stakeholders_contact_history (
    contact_id UUID NOT NULL REFERENCES stakeholders_contact (id),
    -- From 1 within the contact, as written: the lines of one transaction have one instant.
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    who_kind TEXT NOT NULL,
    who_id UUID,
    from_state TEXT,
    to_state TEXT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (contact_id, number)
);
