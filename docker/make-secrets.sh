#!/bin/sh
# Make the files in secrets/ with random values. What is there already is kept: run it again after an upgrade.
# usage: docker/make-secrets.sh [FOLDER]
set -eu
folder="${1:-$(dirname "$0")/../secrets}"
mkdir -p "$folder"
chmod 700 "$folder" # keeps other users of this machine out; the containers' users must be able to read the files

random() {
    od -An -N32 -tx1 /dev/urandom | tr -d ' \n'
}

keep() { # NAME VALUE
    file="$folder/$1.txt"
    if [ ! -e "$file" ]; then
        printf '%s\n' "$2" >"$file"
        chmod 444 "$file"
        echo "made $1"
    fi
}

keep secret_key "$(random)$(random)"
keep field_keys "$(random)"
keep search_key "$(random)"
keep postgres_password "$(random)"
keep database_password "$(random)"
keep redis_password "$(random)"
keep database_url "postgres://districtprivacy:$(cat "$folder/database_password.txt")@postgres:5432/districtprivacy"
keep redis_url "redis://:$(cat "$folder/redis_password.txt")@redis:6379/0"
keep email_url ""
if [ -z "$(tr -d '[:space:]' <"$folder/email_url.txt")" ]; then
    echo "No mail server yet: write smtp+tls://USER:PASSWORD@HOST:587 into $folder/email_url.txt"
fi
