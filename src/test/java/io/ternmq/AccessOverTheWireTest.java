package io.ternmq;

import static io.ternmq.HiveClients.connect;
import static io.ternmq.HiveClients.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.hivemq.client.mqtt.mqtt3.message.connect.connack.Mqtt3ConnAckReturnCode;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import io.ternmq.access.password.ScramKeys;
import io.ternmq.access.password.Sha512Hash;
import io.ternmq.access.scram.ScramClient;
import io.ternmq.conformance.Checklist;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Passwords, SCRAM and rules as real clients meet them. */
class AccessOverTheWireTest {
    @TempDir
    private Path folder;

    private ClosedBroker broker;

    @BeforeEach
    void start() throws IOException {
        byte[] secret = "secret".getBytes(StandardCharsets.UTF_8);
        Path passwords = Files.write(
                folder.resolve("passwd"),
                List.of(
                        "ann:" + Sha512Hash.ofPassword(secret).text(),
                        "bob:" + ScramKeys.ofPassword(secret, 4096).text()));
        Path acl = Files.write(folder.resolve("acl"), List.of("user bob", "topic bobs/#"));
        broker = new ClosedBroker(
                folder.resolve("data"),
                Map.of(
                        "ternmq.access.password-file", passwords.toString(),
                        "ternmq.access.acl-file", acl.toString()));
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    /** SCRAM-SHA-256 as a client has it; remembers what the server said last. */
    private static final class Scram extends AuthenticationMethod {
        private final String user;
        private final String password;
        private final List<String> expected = new CopyOnWriteArrayList<>();
        private final List<String> ended = new CopyOnWriteArrayList<>();
        private int exchanges;
        private String bare = "";

        Scram(String user, String password) {
            this("SCRAM-SHA-256", user, password);
        }

        Scram(String method, String user, String password) {
            super(method);
            this.user = user;
            this.password = password;
        }

        @Override
        String first() {
            bare = "n=" + user + ",r=nonce" + exchanges++;
            return "n,," + bare;
        }

        @Override
        String answer(String serverFirst) {
            String proof = ScramClient.finalMessage(serverFirst, bare, "n,,", password);
            expected.add(ScramClient.serverFinal(serverFirst, bare, proof, password));
            return proof;
        }

        @Override
        boolean accepts(String last) {
            ended.add(last);
            return ended.equals(expected);
        }

        @Override
        void failed(String how) {
            ended.add(how);
        }
    }

    private Mqtt5BlockingClient client5() {
        return HiveClients.at(broker.port(), "c5").buildBlocking();
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
        Scram unknown = new Scram("SCRAM-SHA-1", "bob", "secret");
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
            connect(client, user, "secret");
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
        return HiveClients.connect3(broker.port(), "c3", user, password);
    }
}
