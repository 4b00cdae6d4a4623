# Two stages: the first compiles, the second holds only what runs. PostgreSQL and Redis are elsewhere (compose.yaml).
FROM debian:12-slim AS build
RUN apt-get update && apt-get install --yes --no-install-recommends \
        clang-19 lld-19 cmake ninja-build pkgconf libboost1.81-dev nlohmann-json3-dev libhiredis-dev libsoci-dev \
        libpq-dev libsodium-dev libssl-dev libcurl4-openssl-dev zlib1g-dev libjpeg62-turbo-dev \
        libzip-dev libcli11-dev libmimalloc-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY CMakeLists.txt CMakePresets.json ./
COPY cmake cmake
COPY services services
RUN cmake --preset release && ninja -C build-release parley

FROM debian:12-slim
RUN apt-get update && apt-get install --yes --no-install-recommends \
        libsoci-core4.0 libsoci-postgresql4.0 libpq5 libhiredis0.14 libsodium23 libssl3 libcurl4 zlib1g \
        libjpeg62-turbo libzip4 libmimalloc2.0 ca-certificates tzdata \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid 10001 parley \
    && useradd --system --uid 10001 --gid parley --home-dir /var/lib/parley --shell /usr/sbin/nologin parley \
    && install -d -o parley -g parley -m 0750 /var/lib/parley
COPY --from=build /source/build-release/bin/parley /usr/local/bin/
COPY sql /usr/share/parley/sql
COPY proto /usr/share/parley/proto
COPY docs /usr/share/parley/docs
COPY web/dist /usr/share/parley/web/dist
ENV PARLEY_SHARE_DIR=/usr/share/parley \
    PARLEY_LISTEN=0.0.0.0:8080
USER 10001:10001
WORKDIR /var/lib/parley
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 CMD ["parley", "doctor"]
ENTRYPOINT ["parley"]
CMD ["serve"]
