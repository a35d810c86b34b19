-- A database is closed to everybody, and three roles are let in: one owns it, one writes, one reads.
-- Run by whoever sets it up. :"owner" and the like are names, as psql writes them.
DO $$
DECLARE
    roles text := (
        SELECT string_agg(oid::regrole::text, ', ') FROM pg_roles
        WHERE rolname = ANY (ARRAY[
            current_database() || '_importer', current_database() || '_application',
            current_database() || '_desk', current_database() || '_publisher',
            current_database() || '_public'
        ])
    );
    one text;
BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC, %s', current_database(), roles);
    EXECUTE format('REVOKE ALL ON SCHEMA public FROM PUBLIC, %s', roles);
    FOR one IN
        SELECT DISTINCT grantee::regrole FROM pg_database, aclexplode(datacl)
        WHERE datname = current_database() AND grantee NOT IN (0, datdba)
    LOOP
        EXECUTE format('REVOKE ALL ON DATABASE %I FROM %s', current_database(), one);
    END LOOP;
    FOR one IN
        SELECT 'TABLE ' || oid::regclass FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')
            AND pg_has_role(relowner, 'USAGE')
        UNION ALL SELECT 'ROUTINE ' || oid::regprocedure FROM pg_proc
            WHERE pronamespace = 'public'::regnamespace AND pg_has_role(proowner, 'USAGE')
    LOOP
        EXECUTE format('REVOKE ALL ON %s FROM PUBLIC, %s CASCADE', one, roles);
    END LOOP;
END $$;

GRANT CONNECT ON DATABASE :"database" TO :"owner", :"writer", :"reader";
GRANT CREATE ON DATABASE :"database" TO :"owner";
-- Whoever stores reads it first into a table that ends with the transaction.
GRANT TEMPORARY ON DATABASE :"database" TO :"writer";
GRANT USAGE ON SCHEMA public TO :"owner", :"writer", :"reader";
GRANT CREATE ON SCHEMA public TO :"owner";
DO $$ BEGIN
    IF to_regrole(quote_ident(current_database() || '_desk')) IS NOT NULL THEN
        EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', current_database() || '_desk');
    END IF;
END $$;

-- A database that was used before has tables and functions of whoever used it.
DO $$
DECLARE
    one text;
BEGIN
    FOR one IN
        SELECT 'TABLE ' || quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'
        UNION ALL SELECT 'ROUTINE ' || oid::regprocedure FROM pg_proc
            WHERE pronamespace = 'public'::regnamespace
    LOOP
        EXECUTE format('ALTER %s OWNER TO %I', one, current_database() || '_owner');
    END LOOP;
END $$;
