package io.ternmq.access.verne;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.ternmq.config.ClientTlsSettings;
import io.ternmq.config.RedisSourceSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Redis with VerneMQ's keys: the JSON array of mountpoint, client id and user name, and the one with {@code *} as client id. One
 * connection carries all questions; when it is lost the next question makes another.
 *
 * <p>Protocol: at most one attempt to connect is under way, and every question of the time waits for it; giving up a question does not end
 * it, its time limits do. {@link #close} lets no new one begin and ends the event loops only when the last one has ended: a loop that
 * ends while a channel is being registered with it leaves that channel and its buffer behind.
 */
final class RedisDatabase implements Database {
    /** What settings and explanations call it. */
    static final String NAME = "redis";

    private final ClientResources resources;
    private final RedisClient client;
    private final RedisURI uri;
    private final Mono<StatefulRedisConnection<String, String>> connection =
            Mono.fromFuture(() -> connection().copy());

    /** Guards what follows. */
    private final Object lock = new Object();

    /** The latest, successful or not. */
    private @Nullable CompletableFuture<StatefulRedisConnection<String, String>> attempt;

    private boolean closed;

    RedisDatabase(RedisSourceSettings settings, Duration timeLimit) {
        this(settings, timeLimit, ClientResources.builder());
    }

    /** With threads, timers and buffers of these resources, which it makes and ends. */
    RedisDatabase(RedisSourceSettings settings, Duration timeLimit, ClientResources.Builder builder) {
        this.resources =
                builder.ioThreadPoolSize(2).computationThreadPoolSize(2).build();
        this.uri = uri(settings, timeLimit);
        this.client = RedisClient.create(resources, uri);
        client.setOptions(options(settings, timeLimit));
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

    private static ClientOptions options(RedisSourceSettings settings, Duration timeLimit) {
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
                .socketOptions(SocketOptions.builder().connectTimeout(timeLimit).build())
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

    /** The one that there is or is being made. */
    private CompletableFuture<StatefulRedisConnection<String, String>> connection() {
        synchronized (lock) {
            if (closed) {
                return CompletableFuture.failedFuture(new IllegalStateException("nothing is asked any more"));
            }
            if (attempt == null || isOver(attempt)) {
                attempt = client.connectAsync(StringCodec.UTF8, uri).toCompletableFuture();
            }
            return attempt;
        }
    }

    private static boolean isOver(CompletableFuture<StatefulRedisConnection<String, String>> attempt) {
        return attempt.isDone()
                && (attempt.isCompletedExceptionally() || !attempt.join().isOpen());
    }

    @Override
    public Mono<?> ping() {
        return connection.flatMap(redis -> redis.reactive().ping());
    }

    @Override
    public void close() {
        CompletableFuture<?> last;
        synchronized (lock) {
            closed = true;
            last = attempt == null ? CompletableFuture.completedFuture(null) : attempt;
        }
        last.whenComplete((made, failed) -> client.shutdownAsync(0, 1, TimeUnit.SECONDS)
                .whenComplete((done, undone) -> resources.shutdown(0, 1, TimeUnit.SECONDS)));
    }
}
