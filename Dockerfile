# docker build -t sinhhoat . && docker run -v sinhhoat:/data -p 8080:8080 --env-file .env sinhhoat

FROM python:3.13-slim AS build
RUN python -m venv /venv
COPY requirements.lock /build/
RUN /venv/bin/pip install --disable-pip-version-check --require-hashes -r /build/requirements.lock
COPY bot /app/bot
COPY handlers /app/handlers
COPY storage /app/storage
COPY locales /app/locales
# the program may not write beside itself later, so its bytecode is made now
RUN /venv/bin/python -m compileall -q /app && mkdir /data

FROM python:3.13-slim
COPY --from=build /venv /venv
COPY --from=build /app /app
COPY --from=build --chown=nobody:nogroup /data /data
ENV PATH=/venv/bin:$PATH
ENV PYTHONUNBUFFERED=1
ENV BOT_DATABASE_URL=sqlite:////data/sinhhoat.db
ENV BOT_WEB_HOST=0.0.0.0
WORKDIR /app
USER nobody
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "-c", "import os, urllib.request; port = os.environ.get('BOT_WEB_PORT', '8080'); port == '0' or urllib.request.urlopen(f'http://127.0.0.1:{port}/healthz', timeout=4)"]
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
