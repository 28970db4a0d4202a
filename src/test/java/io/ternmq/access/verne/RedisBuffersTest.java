package io.ternmq.access.verne;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.ternmq.access.real.RealRedis;
import io.ternmq.config.ClientTlsSettings;
import io.ternmq.config.RedisSourceSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** That no buffer stays behind where Redis was asked, whatever was under way when that ended. */
class RedisBuffersTest {
    private static final int ROUNDS = 30;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final UnpooledByteBufAllocator buffers = new UnpooledByteBufAllocator(true);

    private RedisDatabase database(int port, String password) {
        ClientTlsSettings tls = new ClientTlsSettings(null, null, null, ClientTlsSettings.Verify.VERIFY_PEER);
        RedisSourceSettings settings = new RedisSourceSettings(true, "127.0.0.1", port, "", password, 0, false, tls);
        NettyCustomizer counted = new NettyCustomizer() {
            @Override
            public void afterBootstrapInitialized(Bootstrap bootstrap) {
                bootstrap.option(ChannelOption.ALLOCATOR, buffers);
            }
        };
        return new RedisDatabase(
                settings, Duration.ofSeconds(1), ClientResources.builder().nettyCustomizer(counted));
    }

    private long bytes() {
        return buffers.metric().usedDirectMemory() + buffers.metric().usedHeapMemory();
    }

    private void becomesFree() {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(bytes()).isZero());
    }

    @Test
    void a_connection_that_answers_leaves_none() {
        try (RealRedis redis = RealRedis.start()) {
            try (RedisDatabase database = database(redis.port(), "")) {
                assertThat(database.ping().block(PATIENCE)).isEqualTo("PONG");
                assertThat(bytes()).isPositive();
            }
            becomesFree();
        }
    }

    @Test
    void closing_while_a_connection_is_being_made_leaves_none() {
        try (RealRedis redis = RealRedis.start()) {
            CompletableFuture<?>[] answers = Stream.generate(() -> closedAtOnce(redis.port()))
                    .limit(ROUNDS)
                    .toArray(CompletableFuture[]::new);
            await().atMost(PATIENCE).until(() -> Stream.of(answers).allMatch(CompletableFuture::isDone));
            becomesFree();
        }
    }

    private CompletableFuture<?> closedAtOnce(int port) {
        try (RedisDatabase database = database(port, "")) {
            return database.ping().toFuture();
        }
    }

    @Test
    void a_wrong_password_leaves_none() {
        try (RealRedis redis = RealRedis.start("requirepass hunter2")) {
            try (RedisDatabase database = database(redis.port(), "wrong")) {
                assertThatThrownBy(() -> database.ping().block(PATIENCE)).hasMessageContaining("Unable to connect");
            }
            becomesFree();
        }
    }

    @Test
    void a_server_that_says_nothing_leaves_none_also_when_who_asked_has_given_up() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            try (RedisDatabase database = database(silent.getLocalPort(), "")) {
                CompletableFuture<?> asked = database.ping().toFuture();
                await().atMost(PATIENCE).until(() -> bytes() > 0);
                asked.cancel(true);
            }
            becomesFree();
        }
    }

    @Test
    void an_attempt_outlives_the_question_that_began_it() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                RedisDatabase database = database(silent.getLocalPort(), "")) {
            CompletableFuture<?> first = database.ping().toFuture();
            CompletableFuture<?> second = database.ping().toFuture();
            await().atMost(PATIENCE).until(() -> bytes() > 0);
            first.cancel(true);
            await().atMost(PATIENCE).until(second::isDone);
            assertThat(second).isCompletedExceptionally().isNotCancelled();
        }
    }

    @Test
    void nothing_is_asked_after_the_end() {
        RedisDatabase database = database(1, "");
        database.close();
        assertThatThrownBy(() -> database.ping().block(PATIENCE)).hasMessageContaining("nothing is asked any more");
        becomesFree();
    }
}
