package io.ternmq.access.verne;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.ternmq.config.ClientTlsSettings;
import io.ternmq.config.RedisSourceSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Redis with VerneMQ's keys: the JSON array of mountpoint, client id and user name, and the one with {@code *} as client id. One
 * connection carries all questions; when it is lost the next question makes another.
 */
final class RedisDatabase implements Database {
    /** What settings and explanations call it. */
    static final String NAME = "redis";

    private final ClientResources resources;
    private final RedisClient client;
    private final Mono<StatefulRedisConnection<String, String>> connection;

    RedisDatabase(RedisSourceSettings settings, Duration timeLimit) {
        this.resources = ClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .build();
        RedisURI uri = uri(settings, timeLimit);
        this.client = RedisClient.create(resources, uri);
        client.setOptions(options(settings));
        this.connection = Mono.fromCompletionStage(() -> client.connectAsync(StringCodec.UTF8, uri))
                .cacheInvalidateIf(made -> !made.isOpen());
    }

    private static RedisURI uri(RedisSourceSettings settings, Duration timeLimit) {
        RedisURI.Builder uri = RedisURI.builder()
                .withHost(settings.host())
                .withPort(settings.port())
                .withDatabase(settings.database())
                .withTimeout(timeLimit)
                .withSsl(settings.ssl())
                .withVerifyPeer(ClientTls.verifies(settings.tls()));
        if (!settings.user().isEmpty()) {
            uri.withAuthentication(settings.user(), settings.password().toCharArray());
        } else if (!settings.password().isEmpty()) {
            uri.withPassword(settings.password().toCharArray());
        }
        return uri.build();
    }

    private static ClientOptions options(RedisSourceSettings settings) {
        ClientTlsSettings tls = settings.tls();
        SslOptions.Builder ssl = SslOptions.builder().jdkSslProvider();
        if (tls.cafile() != null) {
            ssl.trustManager(tls.cafile().toFile());
        }
        if (tls.certfile() != null && tls.keyfile() != null) {
            ssl.keyManager(tls.certfile().toFile(), tls.keyfile().toFile(), new char[0]);
        }
        return ClientOptions.builder()
                .autoReconnect(false)
                .sslOptions(ssl.build())
                .build();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean leavesPasswordsToUs() {
        return true;
    }

    @Override
    public Mono<List<Row>> find(Identity who, @Nullable String password) {
        return read(who, who.id().clientId())
                .switchIfEmpty(Mono.defer(() -> read(who, Identity.ANY_CLIENT)))
                .map(List::of)
                .defaultIfEmpty(List.of());
    }

    private Mono<Row> read(Identity who, String clientId) {
        return connection
                .flatMap(redis -> redis.reactive().get(JsonRow.key(who, clientId)))
                .map(text -> JsonRow.read(who, clientId, text));
    }

    @Override
    public Mono<?> ping() {
        return connection.flatMap(redis -> redis.reactive().ping());
    }

    @Override
    public void close() {
        client.shutdownAsync(0, 1, TimeUnit.SECONDS)
                .whenComplete((done, failed) -> resources.shutdown(0, 1, TimeUnit.SECONDS));
    }
}
