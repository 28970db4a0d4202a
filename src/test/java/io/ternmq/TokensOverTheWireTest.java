package io.ternmq;

import static io.ternmq.HiveClients.connect;
import static io.ternmq.HiveClients.publishes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.datatypes.MqttUtf8String;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import com.nimbusds.jwt.JWTClaimsSet;
import io.ternmq.access.jwt.Tokens;
import io.ternmq.conformance.Checklist;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Tokens as real clients give them. */
class TokensOverTheWireTest {
    @TempDir
    private Path folder;

    private final List<Mqtt5DisconnectReasonCode> ends = new CopyOnWriteArrayList<>();
    private ClosedBroker broker;

    @BeforeEach
    void start() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), Tokens.SECRET);
        broker = new ClosedBroker(
                folder.resolve("data"),
                Map.of("ternmq.access.jwt.secret-file", secret.toString(), "ternmq.access.jwt.clock-skew", "0s"));
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private Mqtt5BlockingClient client(String id) {
        return HiveClients.at(broker.port(), id)
                .addDisconnectedListener(context -> {
                    if (context.getCause() instanceof Mqtt5DisconnectException told) {
                        ends.add(told.getMqttMessage().getReasonCode());
                    }
                })
                .buildBlocking();
    }

    private static JWTClaimsSet.Builder endsIn(long seconds) {
        return Tokens.ann().expirationTime(new Date(System.currentTimeMillis() + seconds * 1000));
    }

    private static JWTClaimsSet.Builder withRights(JWTClaimsSet.Builder claims, String... topics) {
        return claims.claim("acl", Map.of("all", List.of(topics)));
    }

    /** A token, and another one each time that it is asked to authenticate again. */
    private static final class Fresh extends AuthenticationMethod {
        private volatile String token;

        Fresh(String token) {
            super("JWT");
            this.token = token;
        }

        @Override
        String first() {
            return token;
        }

        @Override
        String answer(String asked) {
            return token;
        }

        @Override
        boolean accepts(String last) {
            return true;
        }

        @Override
        void failed(String how) {}
    }

    @Test
    void a_token_is_a_password_and_its_end_is_the_end_of_the_connection() {
        Mqtt5BlockingClient client = client("c1");
        connect(client, "anything", Tokens.withSecret(endsIn(2).build()));
        assertThat(publishes(client, "a")).isTrue();
        await().until(() -> !ends.isEmpty());
        assertThat(ends).containsExactly(Mqtt5DisconnectReasonCode.MAXIMUM_CONNECT_TIME);
    }

    @Test
    void a_token_that_is_over_is_refused_and_the_client_is_told_why() {
        Mqtt5ConnAckException refused = catchThrowableOfType(
                Mqtt5ConnAckException.class,
                () -> connect(client("c1"), "ann", Tokens.withSecret(endsIn(-5).build())));
        assertThat(refused.getMqttMessage().getReasonCode())
                .isEqualTo(Mqtt5ConnAckReasonCode.BAD_USER_NAME_OR_PASSWORD);
        assertThat(refused.getMqttMessage().getReasonString()).hasValue(MqttUtf8String.of("the token is over"));
    }

    @Test
    void the_claim_of_rights_holds_for_publishing_and_subscribing() {
        Mqtt5BlockingClient client = client("c1");
        connect(
                client,
                "ann",
                Tokens.withSecret(withRights(Tokens.ann(), "of/%u/#", "in/%c").build()));
        assertThat(publishes(client, "of/ann/x") && publishes(client, "in/c1")).isTrue();
        assertThat(publishes(client, "of/bob/x") || publishes(client, "in/c2")).isFalse();
        client.disconnect();
    }

    @Test
    @Checklist(bypass = 19)
    void a_fresh_token_prolongs_the_connection_and_one_with_fewer_rights_takes_the_others_away() throws Exception {
        Fresh fresh =
                new Fresh(Tokens.withSecret(withRights(endsIn(4), "a/#", "b/#").build()));
        Mqtt5BlockingClient client = client("c1");
        client.connectWith().enhancedAuth(fresh).send();
        List<String> received = new CopyOnWriteArrayList<>();
        client.toAsync()
                .publishes(
                        MqttGlobalPublishFilter.ALL,
                        message -> received.add(message.getTopic().toString()));
        client.subscribeWith().topicFilter("a/#").qos(MqttQos.AT_LEAST_ONCE).send();
        client.subscribeWith().topicFilter("b/#").qos(MqttQos.AT_LEAST_ONCE).send();
        fresh.token = Tokens.withSecret(withRights(endsIn(3600), "b/#").build());
        client.toAsync().reauth().get(30, TimeUnit.SECONDS);
        assertThat(publishes(client, "a/1")).isFalse();
        Mqtt5BlockingClient other = client("c2");
        connect(other, "ann", Tokens.withSecret(Tokens.ann().build()));
        assertThat(publishes(other, "a/1") && publishes(other, "b/1")).isTrue();
        await().until(() -> received.contains("b/1"));
        assertThat(received).containsExactly("b/1");
        // Longer than the first token would have held: until one that ends later has ended.
        connect(client("c3"), "ann", Tokens.withSecret(endsIn(5).build()));
        await().until(() -> !ends.isEmpty());
        assertThat(ends).containsExactly(Mqtt5DisconnectReasonCode.MAXIMUM_CONNECT_TIME);
        assertThat(publishes(client, "b/1")).isTrue();
        client.disconnect();
        other.disconnect();
    }

    @Test
    @Checklist(bypass = 19)
    void another_users_token_does_not_get_hold_of_the_connection() {
        Fresh fresh = new Fresh(Tokens.withSecret(Tokens.ann().build()));
        Mqtt5BlockingClient client = client("c1");
        client.connectWith().enhancedAuth(fresh).send();
        fresh.token = Tokens.withSecret(Tokens.ann().subject("bob").build());
        catchThrowableOfType(
                ExecutionException.class, () -> client.toAsync().reauth().get(30, TimeUnit.SECONDS));
        await().until(() -> !ends.isEmpty());
        assertThat(ends).containsExactly(Mqtt5DisconnectReasonCode.NOT_AUTHORIZED);
    }

    @Test
    void a_token_is_never_in_the_log_wherever_a_client_puts_it() {
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        root.addAppender(lines);
        String token = Tokens.withSecret(endsIn(-60).build());
        try {
            for (String user : List.of("ann", token)) {
                for (String password : List.of(token, "secret")) {
                    catchThrowableOfType(Mqtt5ConnAckException.class, () -> connect(client("refused"), user, password));
                }
            }
            await().until(() -> lines.list.stream()
                    .anyMatch(line -> line.getFormattedMessage().contains("refused")));
        } finally {
            root.detachAppender(lines);
        }
        assertThat(lines.list).noneMatch(line -> line.getFormattedMessage().contains(token.substring(0, 60)));
    }
}
