# Two small images from one build:
#
#     docker build --target api -t upbeat .
#     docker build --target prober -t upbeat-prober .
#
# Both run as user 10001 and need no shell, no package and no network to start.

FROM node:20-bookworm-slim AS dashboard
WORKDIR /src
COPY schema.graphql ./
COPY dashboard dashboard
RUN npm ci --prefix dashboard --no-audit --no-fund && npm run --prefix dashboard build

FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY . .
COPY --from=dashboard /src/dashboard/dist dashboard/dist
RUN cargo build --release --locked --features runtime/otlp --bin upbeat --bin upbeat-prober
# What the images have besides: a directory of their own, as a volume takes over
# its owner, and the roots by which TLS to PostgreSQL and Redis is verified.
RUN mkdir -p /out/state /out/certs \
    && cp target/release/upbeat target/release/upbeat-prober /out/ \
    && cp -L /etc/ssl/certs/ca-certificates.crt /out/certs/

FROM debian:bookworm-slim AS prober
LABEL org.opencontainers.image.title="upbeat-prober" \
      org.opencontainers.image.description="Checks websites from one region" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0"
COPY --from=build /out/certs/ /etc/ssl/certs/
COPY --from=build /out/upbeat-prober /usr/local/bin/
USER 10001:10001
STOPSIGNAL SIGTERM
# Alive is who its neighbours hear of. This takes UPBEAT_PROBER, a name that is known.
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
    CMD ["upbeat-prober", "healthcheck"]
ENTRYPOINT ["upbeat-prober"]

FROM debian:bookworm-slim AS api
LABEL org.opencontainers.image.title="upbeat" \
      org.opencontainers.image.description="The uptime monitor that tells the truth" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0"
COPY --from=build /out/certs/ /etc/ssl/certs/
COPY --from=build --chown=10001:10001 /out/state/ /var/lib/upbeat/
COPY --from=build /out/upbeat /usr/local/bin/
# Where no database is named, the file is here.
WORKDIR /var/lib/upbeat
VOLUME /var/lib/upbeat
ENV UPBEAT_LISTEN=0.0.0.0:8080
EXPOSE 8080
USER 10001:10001
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=6s --start-period=30s --retries=3 \
    CMD ["upbeat", "healthcheck"]
ENTRYPOINT ["upbeat"]
CMD ["serve"]
