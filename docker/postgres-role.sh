#!/bin/sh
# Run once by the postgres image, on an empty volume: the product's own role, which is no superuser, and its database.
set -eu
password="$(cat "${DATABASE_PASSWORD_FILE:-/run/secrets/database_password}")"
psql -X -q -v ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres <<SQL
CREATE ROLE districtprivacy LOGIN PASSWORD '$password';
CREATE DATABASE districtprivacy OWNER districtprivacy;
REVOKE CONNECT ON DATABASE districtprivacy FROM PUBLIC;
SQL
