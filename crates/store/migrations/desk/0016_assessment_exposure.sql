-- How much each member of staff has viewed on each day of the pack's calendar: nothing of what.
CREATE TABLE assessment_exposure (
    staff_id UUID NOT NULL,
    -- Days since 1970.
    day BIGINT NOT NULL,
    -- Microseconds of the sessions that have ended.
    viewed BIGINT NOT NULL,
    -- URLs that were opened.
    items BIGINT NOT NULL,
    PRIMARY KEY (staff_id, day)
);
CREATE INDEX assessment_exposure_day ON assessment_exposure (day);

-- Limits of one person that the welfare lead lifted for a day, and by how much.
CREATE TABLE assessment_lift (
    id UUID PRIMARY KEY,
    staff_id UUID NOT NULL,
    day BIGINT NOT NULL,
    viewed BIGINT NOT NULL,
    items BIGINT NOT NULL,
    lifted_by UUID NOT NULL,
    lifted_at BIGINT NOT NULL
);
CREATE INDEX assessment_lift_staff ON assessment_lift (staff_id, day);

-- Categories that somebody would rather not see. Nobody else is shown them, and no reason is asked for.
CREATE TABLE assessment_opt_out (
    staff_id UUID NOT NULL,
    category TEXT NOT NULL,
    PRIMARY KEY (staff_id, category)
);
