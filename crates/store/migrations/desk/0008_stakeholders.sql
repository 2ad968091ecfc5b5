-- Organisations we write to: providers, police units, partner hotlines, regulators. Each once, by the blind index of
-- its kind, country and name.
CREATE TABLE stakeholders_organisation (
    id UUID PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('provider', 'police', 'partner', 'regulator')),
    country TEXT,
    autonomous_system BIGINT,
    identity_index BYTEA NOT NULL UNIQUE,
    data_key BYTEA NOT NULL,
    name BYTEA NOT NULL,
    added_at BIGINT NOT NULL
);
CREATE INDEX stakeholders_organisation_kind ON stakeholders_organisation (kind, added_at);
CREATE INDEX stakeholders_organisation_system ON stakeholders_organisation (autonomous_system);

-- Addresses of an organisation for a purpose. Only approved ones are written to.
CREATE TABLE stakeholders_contact (
    id UUID PRIMARY KEY,
    organisation_id UUID NOT NULL REFERENCES stakeholders_organisation (id),
    purpose TEXT NOT NULL CHECK (purpose IN ('abuse', 'police', 'partner', 'regulator')),
    state TEXT NOT NULL CHECK (state IN ('proposed', 'approved', 'retired')),
    address_index BYTEA NOT NULL,
    data_key BYTEA NOT NULL,
    address BYTEA NOT NULL,
    -- The OpenPGP certificate that mail to it is sealed to.
    key BYTEA,
    language TEXT,
    -- 'trace': a registry named it. 'staff': a person did.
    source TEXT NOT NULL CHECK (source IN ('trace', 'staff')),
    added_at BIGINT NOT NULL,
    UNIQUE (organisation_id, address_index, purpose)
);
CREATE INDEX stakeholders_contact_address ON stakeholders_contact (address_index);
CREATE INDEX stakeholders_contact_state ON stakeholders_contact (state, added_at, id);

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
