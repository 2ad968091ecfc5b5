/*on postgres*/
-- All that the letterbox's process needs of its store. They run with the rights of the tables' owner, so that
-- the role that calls them needs none of its own: see `hotline store roles`. Their bodies are bound to the
-- tables here and now, whatever a caller's search path says.
CREATE FUNCTION letterbox_submit(day BIGINT, sealed BYTEA[]) RETURNS VOID
    LANGUAGE SQL SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    INSERT INTO letterbox_submission (day, sealed)
    SELECT letterbox_submit.day, item FROM unnest(letterbox_submit.sealed) AS item;
END;

CREATE FUNCTION letterbox_replies(lookup_id BYTEA) RETURNS SETOF BYTEA
    LANGUAGE SQL STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT reply.sealed FROM letterbox_reply AS reply
    WHERE reply.lookup_id = letterbox_replies.lookup_id ORDER BY reply.day DESC, reply.id LIMIT 200;
END;

REVOKE ALL ON FUNCTION letterbox_submit(BIGINT, BYTEA[]), letterbox_replies(BYTEA) FROM PUBLIC;
/*on sqlite*/ /*end*/
