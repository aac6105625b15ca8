#!/bin/sh
# Start Valkey with its password from a file: in the command line every user of the machine could read it.
set -eu
umask 077
configuration="$(mktemp)"
cat >"$configuration" <<CONFIGURATION
bind ${REDIS_BIND:-*}
port ${REDIS_PORT:-6379}
dir ${REDIS_FOLDER:-/data}
requirepass $(cat "${REDIS_PASSWORD_FILE:-/run/secrets/redis_password}")
appendonly yes
save ""
maxmemory-policy noeviction
CONFIGURATION
exec valkey-server "$configuration"
