-- Work to do. A claim moves `run_at` to the end of its lease: a worker that dies leaves a job that comes due again.
CREATE TABLE jobs_job (
    id UUID PRIMARY KEY,
    kind TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('ready', 'leased', 'dead')),
    run_at BIGINT NOT NULL,
    lease_token UUID,
    attempts BIGINT NOT NULL DEFAULT 0,
    payload BYTEA NOT NULL,
    -- At most one open job of this name; holds ids, never content.
    unique_key TEXT UNIQUE,
    -- Why the last attempt did not do: a fixed sentence of ours.
    last_reason TEXT,
    queued_at BIGINT NOT NULL,
    -- Somebody is to hear of it within the minute: it waits for none of the others.
    urgent BOOLEAN NOT NULL
);
CREATE INDEX jobs_job_due ON jobs_job (urgent, run_at) WHERE state <> 'dead';
CREATE INDEX jobs_job_dead ON jobs_job (queued_at, id) WHERE state = 'dead';
