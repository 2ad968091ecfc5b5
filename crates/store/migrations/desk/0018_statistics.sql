-- How long things took: written anew from what the modules hold whenever the record tells of a case, so that it can be
-- lost and made again. A life of a case goes from a report, or from the content's coming back, to its end. It has a row
-- for each provider that was asked in it, one after the other, and one row where nobody was.
CREATE TABLE statistics_life (
    case_id UUID NOT NULL,
    -- From 1 within the case.
    number BIGINT NOT NULL,
    reference TEXT NOT NULL,
    location_id UUID NOT NULL,
    -- Which life of the case it is of, from 1; whether it is the first and the last row of that.
    life BIGINT NOT NULL,
    first BOOLEAN NOT NULL,
    last BOOLEAN NOT NULL,
    -- What the life began with.
    cause TEXT NOT NULL CHECK (cause IN ('reported', 'came_back', 'reported_again')),
    -- The hour: nobody is to know more exactly when a reporter did something.
    received_at BIGINT NOT NULL,
    -- Of the life, on its first row.
    assessed_at BIGINT,
    police_at BIGINT,
    -- Of this row's provider: the first notice to it, and its first answer.
    provider_id UUID,
    notice_at BIGINT,
    answered_at BIGINT,
    -- Of the life, on its last row.
    removed_at BIGINT,
    came_back_at BIGINT,
    outcome TEXT,
    -- Whether it was, or is, to be removed: of the life.
    to_remove BOOLEAN NOT NULL,
    country TEXT,
    class TEXT,
    PRIMARY KEY (case_id, number)
);
CREATE INDEX statistics_life_received ON statistics_life (received_at, case_id, number);
CREATE INDEX statistics_life_provider ON statistics_life (provider_id, received_at, case_id, number)
    WHERE provider_id IS NOT NULL;

-- Up to which number of the record it was followed.
CREATE TABLE statistics_cursor (
    number BIGINT PRIMARY KEY CHECK (number = 1),
    followed BIGINT NOT NULL
);
