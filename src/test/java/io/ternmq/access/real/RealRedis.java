package io.ternmq.access.real;

import io.ternmq.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import redis.embedded.RedisServer;

/** A real Redis on this machine's loopback that can be killed and started again, empty each time. */
public final class RealRedis implements AutoCloseable {
    private final int port;
    private final List<String> settings;
    private @Nullable RedisServer server;

    private RealRedis(int port, List<String> settings) {
        this.port = port;
        this.settings = settings;
    }

    /**
     * One that runs.
     *
     * @param settings as in redis.conf, for instance {@code requirepass secret}
     */
    public static RealRedis start(String... settings) {
        Assumptions.assumeTrue(RealPostgres.isSupported(), "there is no Redis for tests on this kind of machine");
        RealRedis redis = new RealRedis(FreePort.next(), List.of(settings));
        redis.startAgain();
        return redis;
    }

    public int port() {
        return port;
    }

    /** Starts it again after {@link #close}. */
    public void startAgain() {
        try {
            var builder = RedisServer.newRedisServer()
                    .port(port)
                    .bind("127.0.0.1")
                    .setting("save \"\"")
                    .setting("appendonly no");
            settings.forEach(builder::setting);
            RedisServer made = builder.build();
            made.start();
            server = made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            if (server != null) {
                server.stop();
                server = null;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
