-- What a superuser alone can close. `server init` runs it for one; whoever has set a database up
-- without lets a superuser run it there (psql -f). No dump keeps it: run it again after pg_restore.

-- By these anybody who may connect could store bytes, whatever the tables are closed to; fill the
-- table of locks, which all share; or end sessions of the own role, which are everybody's here.
DO $$
DECLARE
    one record;
BEGIN
    FOR one IN
        SELECT oid::regprocedure AS named, proname FROM pg_proc
        WHERE pronamespace = 'pg_catalog'::regnamespace AND proname ~ '^(lo_creat|lo_create'
            '|lo_from_bytea|pg_.*advisory_.*|pg_cancel_backend|pg_terminate_backend)$'
    LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', one.named);
        IF one.proname = 'pg_terminate_backend' THEN
            EXECUTE format(
                'GRANT EXECUTE ON FUNCTION %s TO %I', one.named, current_database() || '_owner'
            );
        END IF;
    END LOOP;
END $$;

-- PostgreSQL asks leakproof functions of a row before it asks whether the row may be seen, and
-- EXPLAIN counts what they answered: whoever got hold of the dashboard's role would find out ids of
-- cases by that.
DO $$
DECLARE
    one regprocedure;
BEGIN
    FOR one IN SELECT oid FROM pg_proc WHERE proleakproof LOOP
        EXECUTE format('ALTER FUNCTION %s NOT LEAKPROOF', one);
    END LOOP;
END $$;
