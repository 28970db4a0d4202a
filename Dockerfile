# The build needs nothing but this context and Maven Central.
FROM eclipse-temurin:25-jdk AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    ./mvnw -B -DskipTests package \
    && mkdir /dist \
    && tar xzf target/ternmq-*.tar.gz -C /dist --strip-components=1

FROM eclipse-temurin:25-jre
RUN groupadd --system --gid 10000 ternmq \
    && useradd --system --uid 10000 --gid ternmq --home-dir /data --shell /usr/sbin/nologin ternmq \
    && install -d -o ternmq -g ternmq -m 0700 /data
COPY --from=build /dist /opt/ternmq
# The class archive holds for exactly this Java and these jars, so it is made here.
RUN /opt/ternmq/bin/ternmq archive

ENV TERNMQ_DATADIR=/data
USER 10000:10000
WORKDIR /data
VOLUME /data
# MQTT, MQTT over websocket (path /mqtt), console and API
EXPOSE 1883 8080 8888
HEALTHCHECK --interval=30s --timeout=6s --start-period=30s CMD ["/opt/ternmq/bin/ternmq", "admin", "health"]
ENTRYPOINT ["/opt/ternmq/bin/ternmq"]
