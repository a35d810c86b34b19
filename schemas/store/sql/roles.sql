-- The roles of a database of records. Run by whoever sets it up, who may make roles.

-- Passwords are set apart from this: `server init --passfile`.
DO $$
DECLARE
    rights CONSTANT text := 'NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS';
    desk text := current_database() || '_desk';
    one text;
BEGIN
    FOREACH one IN ARRAY ARRAY['owner', 'importer', 'application'] LOOP
        one := current_database() || '_' || one;
        IF to_regrole(quote_ident(one)) IS NULL THEN
            EXECUTE format('CREATE ROLE %I LOGIN %s', one, rights);
        END IF;
    END LOOP;
    -- The application's role takes that of a desk for a scope of everything. Nobody signs in as it.
    IF to_regrole(quote_ident(desk)) IS NULL THEN
        EXECUTE format('CREATE ROLE %I NOLOGIN %s', desk, rights);
    ELSIF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        EXECUTE format('ALTER ROLE %I NOLOGIN %s', desk, rights);
    END IF;
    -- Whoever imports and looks after it still gets in when the dashboard has all that it may.
    EXECUTE format('ALTER ROLE %I CONNECTION LIMIT %s', current_database() || '_application',
        greatest(1, current_setting('max_connections')::integer * 4 / 5));
END $$;

-- Inherited, the desk's policies would be joined with the application's own.
ALTER ROLE :"application" NOINHERIT;
-- Since PostgreSQL 16 that is said with each grant, and stays as it was.
REVOKE :"desk" FROM :"application";
GRANT :"desk" TO :"application";
-- A function of the owner's ends sessions of the application's role (access.take_turn).
GRANT :"application" TO :"owner";
