# The portal in a container: web, worker, beat and migrations are one image with different commands.
# Build: docker build -t orientir .   Run: docker-compose.yml

FROM python:3.11-slim-bookworm AS packages
RUN python -m venv /opt/venv
COPY requirements.lock .
RUN /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock

FROM python:3.11-slim-bookworm
# Liberation: the metrics of Times and Arial, for letters and reports in DOCX and PDF
RUN apt-get update \
    && apt-get install --yes --no-install-recommends fonts-liberation fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --create-home --home-dir /home/orientir orientir
COPY --from=packages /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DJANGO_SETTINGS_MODULE=config.settings
WORKDIR /app
COPY manage.py ./
COPY config config
COPY schools schools
COPY monitoring monitoring
COPY indicators indicators
COPY recommendations recommendations
COPY roadmap roadmap
COPY reports reports
COPY templates templates
COPY static static
COPY fixtures fixtures
# Hashed static files belong to the image; the key given here exists for this one command only.
RUN SECRET_KEY=only-while-building DATABASE_URL=sqlite:////tmp/none.sqlite3 python manage.py collectstatic --noinput \
    && mkdir -p var/media && chown -R orientir var/media
USER orientir
EXPOSE 8000
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "4", \
     "--timeout", "60", "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--access-logfile", "-"]
