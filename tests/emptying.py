"""After a test that commits, the database is again as migrating left it: only what the test filled is emptied.

Django truncates all of more than three hundred tables and then writes permissions, roles and data elements anew, which
takes seconds after each such test. A test fills a dozen tables; the others are only asked whether they hold anything.
"""

import time

import pgtrigger
from django.db import connection, transaction

REMEMBER = """
DROP SCHEMA IF EXISTS as_migrated CASCADE;
CREATE SCHEMA as_migrated;
DO $$
DECLARE name text; filled boolean;
BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'django_migrations' LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', name) INTO filled;
        IF filled THEN EXECUTE format('CREATE TABLE as_migrated.%1$I AS TABLE public.%1$I', name); END IF;
    END LOOP;
END $$;
-- What migrating wrote is written again only where it changed: nothing that refers to it has to be looked up then.
CREATE FUNCTION as_migrated.restore() RETURNS void LANGUAGE plpgsql AS $$
DECLARE name text; kept boolean; changed boolean;
BEGIN
    FOR name, kept IN
        SELECT tablename, to_regclass(format('as_migrated.%I', tablename)) IS NOT NULL
        FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'django_migrations'
    LOOP
        IF kept THEN
            EXECUTE format('SELECT EXISTS ((TABLE public.%1$I EXCEPT TABLE as_migrated.%1$I)
                            UNION ALL (TABLE as_migrated.%1$I EXCEPT TABLE public.%1$I))', name) INTO changed;
        ELSE
            EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', name) INTO changed;
        END IF;
        IF changed THEN EXECUTE format('DELETE FROM public.%I', name); END IF;
        IF changed AND kept THEN EXECUTE format('INSERT INTO public.%1$I TABLE as_migrated.%1$I', name); END IF;
    END LOOP;
END $$;
"""


OTHERS = """
SELECT query FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
    AND backend_type = 'client backend'
"""
PATIENCE = 60  # seconds


def remember() -> None:
    """Keep what migrating wrote beside its tables, once for a test database."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(REMEMBER)


def restore() -> None:
    """Empty what was filled since `remember`, and put back what migrating wrote. Raises where somebody still writes."""
    _wait_for_others()
    with transaction.atomic(), pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute("SELECT as_migrated.restore()")


def _wait_for_others() -> None:
    """A server's thread may still answer what a closed page had asked; its rows would be the next test's."""
    end = time.monotonic() + PATIENCE
    while busy := _others():
        if time.monotonic() > end:
            raise AssertionError(f"After the test another connection is still in a transaction: {busy}")
        time.sleep(0.02)


def _others() -> list[str]:
    """The last statements of other connections to this database that are in a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(OTHERS)
        return [statement for (statement,) in cursor.fetchall()]
