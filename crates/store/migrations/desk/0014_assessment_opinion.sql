-- Another analyst's assessment of what one decided, made without seeing it.
CREATE TABLE assessment_opinion (
    id UUID PRIMARY KEY,
    case_id UUID NOT NULL,
    -- The decision that waits for it, and who released it.
    decision_id UUID NOT NULL,
    first_id UUID NOT NULL,
    why TEXT NOT NULL CHECK (why IN ('sample', 'known_answer', 'trainee', 'rule')),
    state TEXT NOT NULL CHECK (state IN ('asked', 'differs', 'agreed', 'settled', 'taken_back')),
    asked_at BIGINT NOT NULL,
    -- What the second analyst decided, who, and when.
    second_decision_id UUID,
    second_id UUID,
    given_at BIGINT,
    -- A JSON list of what the two see differently.
    differences TEXT,
    -- How a supervisor settled it.
    chosen TEXT CHECK (chosen IN ('first', 'second')),
    settled_by UUID,
    settled_at BIGINT,
    -- What the reasons are sealed under.
    data_key BYTEA NOT NULL,
    reason BYTEA,
    -- The police were to hear of it at once: on which ground, by whose word, when, and why, sealed.
    urgent TEXT CHECK (urgent IN ('danger', 'victim_at_home', 'suspect_at_home')),
    urgent_by UUID,
    urgent_at BIGINT,
    urgent_reason BYTEA
);
CREATE UNIQUE INDEX assessment_opinion_open ON assessment_opinion (case_id) WHERE state IN ('asked', 'differs');
CREATE INDEX assessment_opinion_case ON assessment_opinion (case_id, asked_at);
CREATE INDEX assessment_opinion_decision ON assessment_opinion (decision_id);
CREATE INDEX assessment_opinion_second_decision ON assessment_opinion (second_decision_id);
CREATE INDEX assessment_opinion_state ON assessment_opinion (state, given_at, case_id);
CREATE INDEX assessment_opinion_asked ON assessment_opinion (state, asked_at);
CREATE INDEX assessment_opinion_given ON assessment_opinion (given_at);
CREATE INDEX assessment_opinion_settled ON assessment_opinion (settled_at) WHERE state = 'settled';

-- The police hear at once of a decision that waits for no second opinion: on which ground, by whose word, when, and
-- why, sealed.
CREATE TABLE assessment_urgent (
    decision_id UUID PRIMARY KEY,
    case_id UUID NOT NULL,
    ground TEXT NOT NULL CHECK (ground IN ('danger', 'victim_at_home', 'suspect_at_home')),
    staff_id UUID NOT NULL,
    at BIGINT NOT NULL,
    data_key BYTEA NOT NULL,
    reason BYTEA NOT NULL
);

-- What the two made of each item: the pairs that agreement is counted from.
CREATE TABLE assessment_opinion_pair (
    opinion_id UUID NOT NULL REFERENCES assessment_opinion (id),
    item_id UUID NOT NULL,
    first_id UUID NOT NULL,
    second_id UUID NOT NULL,
    PRIMARY KEY (opinion_id, item_id)
);

-- For which items a second analyst picked a working URL: that the first did is not shown.
CREATE TABLE assessment_opinion_place (
    opinion_id UUID NOT NULL REFERENCES assessment_opinion (id),
    item_id UUID NOT NULL,
    staff_id UUID NOT NULL,
    -- Which spelling.
    spelling_id UUID NOT NULL,
    -- What was picked before a supervisor had the second's pick count, by whom, when, and under which rules: it is put
    -- back when that is taken back.
    before_id UUID,
    before_by UUID,
    before_at BIGINT,
    before_rules BIGINT,
    PRIMARY KEY (opinion_id, item_id, staff_id)
);

-- By the first: who came to the same.
CREATE INDEX assessment_opinion_pair_first ON assessment_opinion_pair (first_id);

-- What may be taken back for some seconds: the last act on a case that can be.
CREATE TABLE assessment_undo (
    case_id UUID PRIMARY KEY,
    staff_id UUID NOT NULL,
    act TEXT NOT NULL CHECK (act IN ('several', 'decide', 'hand_over', 'ask', 'release', 'settle')),
    at BIGINT NOT NULL,
    -- Where the case stood before.
    from_state TEXT NOT NULL,
    -- The claim that ended with it.
    claimed_at BIGINT,
    lease_until BIGINT,
    decision_id UUID,
    opinion_id UUID,
    -- The items that were classified at once.
    several_id UUID
);
