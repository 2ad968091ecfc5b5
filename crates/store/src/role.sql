-- The role of a letterbox on a machine of its own. The owner of the letterbox's database runs this once, after
-- `hotline migrate`, with the right to make roles. It may put submissions in and read the replies of one
-- receipt; it can read, change or remove nothing that is there.
BEGIN;

-- Without a password nobody signs in with it over a network. Set one afterwards, in psql:  \password ROLE_NAME
-- Leave this line out where the role is there already.
CREATE ROLE ROLE_NAME LOGIN;

-- Nothing is anybody's but the owner's.
REVOKE ALL ON DATABASE DATABASE_NAME FROM PUBLIC, ROLE_NAME;
REVOKE ALL ON SCHEMA public FROM PUBLIC, ROLE_NAME;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, ROLE_NAME;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, ROLE_NAME;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC, ROLE_NAME;

-- Nor will a function of a later version be.
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- The way in, the two functions, and which migrations were applied: the letterbox refuses a store of another version.
GRANT CONNECT ON DATABASE DATABASE_NAME TO ROLE_NAME;
GRANT USAGE ON SCHEMA public TO ROLE_NAME;
GRANT EXECUTE ON FUNCTION public.letterbox_submit(BIGINT, BYTEA[]) TO ROLE_NAME;
GRANT EXECUTE ON FUNCTION public.letterbox_replies(BYTEA) TO ROLE_NAME;
GRANT SELECT ON public.store_migration TO ROLE_NAME;

-- Nothing of it hangs on for ever.
ALTER ROLE ROLE_NAME SET statement_timeout = '60s';
ALTER ROLE ROLE_NAME SET idle_in_transaction_session_timeout = '60s';

-- Up to version 14 the schema public belongs to the server's superuser, and to revoke there is only a warning for
-- anybody else: then nothing of this is done.
DO $check$ BEGIN
    IF has_schema_privilege(ROLE_TEXT, 'public', 'CREATE')
        OR has_database_privilege(ROLE_TEXT, current_database(), 'TEMP') THEN
        RAISE EXCEPTION 'the role could still make things of its own: run this as the superuser of the server';
    END IF;
END $check$;

COMMIT;
