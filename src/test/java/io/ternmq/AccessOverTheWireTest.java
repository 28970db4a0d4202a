package io.ternmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.datatypes.MqttUtf8String;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3Client;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3ConnAckException;
import com.hivemq.client.mqtt.mqtt3.message.connect.connack.Mqtt3ConnAckReturnCode;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientConfig;
import com.hivemq.client.mqtt.mqtt5.auth.Mqtt5EnhancedAuthMechanism;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5Auth;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5AuthBuilder;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5EnhancedAuthBuilder;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5Disconnect;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import io.ternmq.access.password.ScramKeys;
import io.ternmq.access.password.Sha512Hash;
import io.ternmq.access.scram.ScramClient;
import io.ternmq.conformance.Checklist;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** Passwords, SCRAM and rules as real clients meet them. */
class AccessOverTheWireTest {
    @TempDir
    private Path folder;

    private Broker broker;
    private int port;

    @BeforeEach
    void start() throws IOException {
        byte[] secret = "secret".getBytes(StandardCharsets.UTF_8);
        Path passwords = Files.write(
                folder.resolve("passwd"),
                List.of(
                        "ann:" + Sha512Hash.ofPassword(secret).text(),
                        "bob:" + ScramKeys.ofPassword(secret, 4096).text()));
        Path acl = Files.write(folder.resolve("acl"), List.of("user bob", "topic bobs/#"));
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "test",
                        Map.of(
                                "ternmq.data-dir", folder.resolve("data").toString(),
                                "ternmq.access.password-file", passwords.toString(),
                                "ternmq.access.acl-file", acl.toString(),
                                "ternmq.access.allow-anonymous", "false",
                                "ternmq.listeners.default.host", "127.0.0.1",
                                "ternmq.listeners.default.port", "0",
                                "ternmq.listeners.websocket.enabled", "false")));
        broker = Broker.of(environment);
        broker.start();
        port = portOf(broker.listening().get(0));
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    /** From a line such as {@code tcp 127.0.0.1:1883 (default)}. */
    private static int portOf(String line) {
        return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1, line.indexOf(" (")));
    }

    /** SCRAM-SHA-256 as a client has it; remembers what the server said last. */
    private static class Scram implements Mqtt5EnhancedAuthMechanism {
        private final String user;
        private final String password;
        private final List<String> expected = new CopyOnWriteArrayList<>();
        private final List<String> ended = new CopyOnWriteArrayList<>();
        private int exchanges;
        private String bare = "";

        Scram(String user, String password) {
            this.user = user;
            this.password = password;
        }

        private byte[] first() {
            bare = "n=" + user + ",r=nonce" + exchanges++;
            return ("n,," + bare).getBytes(StandardCharsets.UTF_8);
        }

        private static String text(@Nullable ByteBuffer data) {
            return data == null ? "" : StandardCharsets.UTF_8.decode(data).toString();
        }

        @Override
        public MqttUtf8String getMethod() {
            return MqttUtf8String.of("SCRAM-SHA-256");
        }

        @Override
        public int getTimeout() {
            return 30;
        }

        @Override
        public CompletableFuture<Void> onAuth(
                Mqtt5ClientConfig config, Mqtt5Connect connect, Mqtt5EnhancedAuthBuilder auth) {
            auth.data(first());
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Void> onReAuth(Mqtt5ClientConfig config, Mqtt5AuthBuilder auth) {
            auth.data(first());
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Boolean> onContinue(
                Mqtt5ClientConfig config, Mqtt5Auth auth, Mqtt5AuthBuilder answer) {
            String serverFirst = text(auth.getData().orElse(null));
            String proof = ScramClient.finalMessage(serverFirst, bare, "n,,", password);
            expected.add(ScramClient.serverFinal(serverFirst, bare, proof, password));
            answer.data(proof.getBytes(StandardCharsets.UTF_8));
            return CompletableFuture.completedFuture(true);
        }

        @Override
        public CompletableFuture<Boolean> onAuthSuccess(Mqtt5ClientConfig config, Mqtt5ConnAck connAck) {
            return ended(connAck.getEnhancedAuth().orElseThrow().getData().orElse(null));
        }

        @Override
        public CompletableFuture<Boolean> onReAuthSuccess(Mqtt5ClientConfig config, Mqtt5Auth auth) {
            return ended(auth.getData().orElse(null));
        }

        private CompletableFuture<Boolean> ended(@Nullable ByteBuffer data) {
            ended.add(text(data));
            return CompletableFuture.completedFuture(ended.equals(expected));
        }

        @Override
        public void onAuthRejected(Mqtt5ClientConfig config, Mqtt5ConnAck connAck) {
            ended.add("rejected");
        }

        @Override
        public void onReAuthRejected(Mqtt5ClientConfig config, Mqtt5Disconnect disconnect) {
            ended.add("rejected again");
        }

        @Override
        public void onAuthError(Mqtt5ClientConfig config, Throwable cause) {
            ended.add("error " + cause);
        }

        @Override
        public void onReAuthError(Mqtt5ClientConfig config, Throwable cause) {
            ended.add("error " + cause);
        }
    }

    private Mqtt5BlockingClient client5() {
        return Mqtt5Client.builder()
                .identifier("c5")
                .serverHost("127.0.0.1")
                .serverPort(port)
                .buildBlocking();
    }

    @Test
    @Checklist(41)
    void a_client_logs_in_by_scram_and_again_while_it_is_connected() throws Exception {
        Scram scram = new Scram("bob", "secret");
        Mqtt5BlockingClient client = client5();
        Mqtt5ConnAck connAck = client.connectWith().enhancedAuth(scram).send();
        assertThat(connAck.getReasonCode()).isEqualTo(Mqtt5ConnAckReasonCode.SUCCESS);
        assertThat(scram.ended).hasSize(1).isEqualTo(scram.expected);
        assertThat(publish(client, "bobs/a")).isNull();
        client.toAsync().reauth().get(30, TimeUnit.SECONDS);
        assertThat(scram.ended).hasSize(2).isEqualTo(scram.expected);
        assertThat(publish(client, "bobs/a")).isNull();
        assertThat(publish(client, "alarms")).isEqualTo(Mqtt5PubAckReasonCode.NOT_AUTHORIZED);
        client.disconnect();
    }

    /** Why it wasn't taken; null when it was. */
    private static @Nullable Mqtt5PubAckReasonCode publish(Mqtt5BlockingClient client, String topic) {
        try {
            client.publishWith().topic(topic).qos(MqttQos.AT_LEAST_ONCE).send();
            return null;
        } catch (Mqtt5PubAckException refused) {
            return refused.getMqttMessage().getReasonCode();
        }
    }

    @Test
    @Checklist(41)
    void a_wrong_password_unknown_user_or_method_is_refused() {
        for (Scram wrong :
                List.of(new Scram("bob", "wrong"), new Scram("nobody", "secret"), new Scram("ann", "secret"))) {
            Mqtt5ConnAckException refused = catchThrowableOfType(
                    Mqtt5ConnAckException.class,
                    () -> client5().connectWith().enhancedAuth(wrong).send());
            assertThat(refused.getMqttMessage().getReasonCode())
                    .isEqualTo(Mqtt5ConnAckReasonCode.BAD_USER_NAME_OR_PASSWORD);
            assertThat(wrong.ended).containsExactly("rejected");
        }
        Mqtt5EnhancedAuthMechanism unknown = new Scram("bob", "secret") {
            @Override
            public MqttUtf8String getMethod() {
                return MqttUtf8String.of("SCRAM-SHA-1");
            }
        };
        Mqtt5ConnAckException refused = catchThrowableOfType(
                Mqtt5ConnAckException.class,
                () -> client5().connectWith().enhancedAuth(unknown).send());
        assertThat(refused.getMqttMessage().getReasonCode())
                .isEqualTo(Mqtt5ConnAckReasonCode.BAD_AUTHENTICATION_METHOD);
    }

    @Test
    void plain_passwords_work_for_every_kind_of_line_and_version() {
        for (String user : List.of("ann", "bob")) {
            Mqtt5BlockingClient client = client5();
            client.connectWith()
                    .simpleAuth()
                    .username(user)
                    .password("secret".getBytes(StandardCharsets.UTF_8))
                    .applySimpleAuth()
                    .send();
            client.disconnect();
            assertThat(connect3(user, "secret")).isNull();
        }
    }

    @Test
    void refusals_have_their_codes() {
        List<@Nullable Mqtt3ConnAckReturnCode> codes = new ArrayList<>();
        codes.add(connect3("ann", "wrong"));
        codes.add(connect3("bob", "wrong"));
        codes.add(connect3("nobody", "secret"));
        assertThat(codes).containsOnly(Mqtt3ConnAckReturnCode.BAD_USER_NAME_OR_PASSWORD);
        assertThat(connect3(null, null)).isEqualTo(Mqtt3ConnAckReturnCode.NOT_AUTHORIZED);
        assertThat(connect3("ann", null)).isEqualTo(Mqtt3ConnAckReturnCode.NOT_AUTHORIZED);
    }

    /** Why it was refused; null when it wasn't. */
    private @Nullable Mqtt3ConnAckReturnCode connect3(@Nullable String user, @Nullable String password) {
        Mqtt3BlockingClient client = Mqtt3Client.builder()
                .identifier("c3")
                .serverHost("127.0.0.1")
                .serverPort(port)
                .buildBlocking();
        try {
            if (user == null) {
                client.connect();
            } else if (password == null) {
                client.connectWith()
                        .simpleAuth()
                        .username(user)
                        .applySimpleAuth()
                        .send();
            } else {
                client.connectWith()
                        .simpleAuth()
                        .username(user)
                        .password(password.getBytes(StandardCharsets.UTF_8))
                        .applySimpleAuth()
                        .send();
            }
            client.disconnect();
            return null;
        } catch (Mqtt3ConnAckException refused) {
            return refused.getMqttMessage().getReturnCode();
        }
    }
}
