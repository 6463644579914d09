# One image; the role is the command: `up`, `command`, `query`, `processor`, `gateway`, …

FROM node:22-bookworm-slim AS web
WORKDIR /src/web
COPY web/package.json web/package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci
COPY web/ ./
RUN npm run build

# Debian's compiler, make and perl are in this image: SQLite, librdkafka and OpenSSL are built.
FROM rust:1.95-bookworm AS rust
WORKDIR /src
COPY . .
COPY --from=web /src/web/build web/build
# Cargo goes by times, and a layer from a cache is older than what was built with another one.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    find web/build -exec touch {} + \
    && cargo build --profile dist --locked --package croupier --bin croupier \
    && cp target/dist/croupier /croupier

FROM debian:bookworm-slim
# curl asks the health checks' question; the certificates are for brokers and Redis over TLS.
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates curl \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --no-create-home croupier \
    && install -d -m 0700 -o croupier -g croupier /var/lib/croupier /var/lib/croupier/secrets
COPY --from=rust /croupier /usr/local/bin/croupier
COPY LICENSE /usr/share/doc/croupier/LICENSE

ARG VERSION=0.1.0
# The commit, which is not in the context: --build-arg REVISION="$(git rev-parse HEAD)"
ARG REVISION=unknown
LABEL org.opencontainers.image.title="croupier" \
      org.opencontainers.image.description="An event-sourced betting platform" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"

# By number, so that Kubernetes can see that it is not root.
USER 10001:10001
WORKDIR /var/lib/croupier
# 5000 command, 5001 query, 5002 processor, 8000 gateway, 3000 the application.
EXPOSE 3000 5000 5001 5002 8000
# It is the first process, gets the signals itself and drains on SIGTERM.
STOPSIGNAL SIGTERM
# Whichever role it is: the first of their ports at which somebody listens says whether it is ready.
# Where another port is given, so is another check: compose.yaml, k8s/.
HEALTHCHECK --interval=5s --timeout=4s --retries=6 --start-period=60s --start-interval=1s \
    CMD ["sh", "-c", "for at in 127.0.0.1:8000 127.0.0.1:5000 127.0.0.1:5001 127.0.0.1:5002 127.0.0.1:3000; do \
        curl -fsS -o /dev/null http://$at/health/ready; code=$?; [ $code -eq 7 ] || exit $((code != 0)); done; exit 1"]
ENTRYPOINT ["croupier"]
# Without a command: everything in one process, on a log in a file.
CMD ["up", "--log", "file:/var/lib/croupier", \
     "--gateway-listen", "0.0.0.0:8000", "--web-listen", "0.0.0.0:3000", \
     "--command-listen", "0.0.0.0:5000", "--query-listen", "0.0.0.0:5001"]
