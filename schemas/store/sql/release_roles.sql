-- The roles of a database of releases. Run by whoever sets it up, who may make roles.
DO $$
DECLARE
    one text;
BEGIN
    FOREACH one IN ARRAY ARRAY['owner', 'publisher', 'public'] LOOP
        one := current_database() || '_' || one;
        IF to_regrole(quote_ident(one)) IS NULL THEN
            EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE'
                ' NOREPLICATION NOBYPASSRLS', one);
        END IF;
    END LOOP;
END $$;

-- Nobody is kept from taking this back; a statement that slipped in is.
ALTER ROLE :"public" SET default_transaction_read_only = on;
