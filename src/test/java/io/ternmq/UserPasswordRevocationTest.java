package io.ternmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.access.builtin.User;
import io.ternmq.access.jwt.Tokens;
import io.ternmq.conformance.harness.ConnectPacket;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.PacketKind;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.conformance.harness.ScramClient;
import io.ternmq.conformance.harness.SocketLink;
import io.ternmq.protocol.SubscriberId;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of connected clients when the password of a user of the broker's own is another one, over the wire. */
class UserPasswordRevocationTest {
    private static final int NOT_AUTHORIZED = 0x87;

    @TempDir
    private Path folder;

    private final List<RawMqttClient> clients = new ArrayList<>();
    private BrokerOnDatabase broker;

    @BeforeEach
    void start() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), Tokens.SECRET);
        broker = new BrokerOnDatabase(
                folder.resolve("data"), null, Map.of("ternmq.access.jwt.secret-file", secret.toString()));
        broker.password("ann", "1");
    }

    @AfterEach
    void stop() {
        clients.forEach(RawMqttClient::close);
        broker.close();
    }

    private RawMqttClient link(MqttVersion version) {
        RawMqttClient link =
                new RawMqttClient(SocketLink.open(new InetSocketAddress("127.0.0.1", broker.port())), version);
        clients.add(link);
        return link;
    }

    private RawMqttClient link() {
        return link(MqttVersion.V5);
    }

    private static ConnectPacket as(String user, String clientId, String password) {
        return ConnectPacket.connect(MqttVersion.V5, clientId).username(user).password(password);
    }

    private RawMqttClient client(String user, String clientId, String password) {
        RawMqttClient client = link();
        client.connect(as(user, clientId, password));
        return client;
    }

    /** Waits until the users have been looked at once more, which a user shows who is disabled. */
    private void awaitAnotherLook() {
        broker.password("last", "4");
        RawMqttClient last = client("last", "last", "4");
        User user = broker.store().users().find("last").blockOptional().orElseThrow();
        broker.store()
                .users()
                .save(user.with(List.of(), true, "", Instant.now()))
                .block();
        last.expectEnd(NOT_AUTHORIZED);
    }

    @Test
    void who_has_come_otherwise_under_the_name_stays() {
        RawMqttClient byToken =
                client("anything", "by-token", Tokens.withSecret(Tokens.ann().build()));
        assertThat(broker.sessions().client(new SubscriberId("", "by-token")).join())
                .hasValueSatisfying(known -> {
                    assertThat(known.userName()).isEqualTo("ann");
                    assertThat(known.admittedBy()).isEqualTo("jwt");
                });
        RawMqttClient byPassword = client("ann", "by-password", "1");

        broker.password("ann", "2");

        byPassword.expectEnd(NOT_AUTHORIZED);
        byToken.expectOnlyPong();
    }

    @Test
    void an_old_client_is_closed_and_a_session_waits_for_who_has_the_new_password() {
        RawMqttClient old = link(MqttVersion.V311);
        old.connect(
                ConnectPacket.connect(MqttVersion.V311, "old").username("ann").password("1"));
        RawMqttClient ann = link();
        ann.connect(as("ann", "of-ann", "1").persistent());
        ann.subscribe("t", 1);

        broker.password("ann", "2");

        old.expectClosed();
        ann.expectEnd(NOT_AUTHORIZED);
        link().resume(as("ann", "of-ann", "2").persistent().cleanStart(false));
        assertThat(broker.sessions().view(new SubscriberId("", "of-ann")).subscriptions())
                .isEqualTo(1);
    }

    @Test
    void who_has_logged_in_in_the_clear_stays_when_only_the_keys_for_scram_go() {
        User ann = broker.store().users().find("ann").blockOptional().orElseThrow();
        RawMqttClient plain = client("ann", "plain", "1");
        RawMqttClient scram = ScramClient.connect(link(), "scram", "ann", "1");

        broker.store()
                .users()
                .save(new User("ann", ann.passwordHash(), null, List.of("staff"), false, "", Instant.now()))
                .block();

        scram.expectEnd(NOT_AUTHORIZED);
        plain.expectOnlyPong();
    }

    @Test
    void a_password_that_is_taken_away_or_comes_as_another_hash_counts_as_another_one() {
        RawMqttClient ann = client("ann", "a", "1");
        broker.store().users().save(User.withoutPassword("ann")).block();
        ann.expectEnd(NOT_AUTHORIZED);

        broker.password("bob", "1");
        RawMqttClient bob = client("bob", "b", "1");
        User hashed = broker.store().users().find("bob").blockOptional().orElseThrow();
        broker.password("eve", "1");
        User other = broker.store().users().find("eve").blockOptional().orElseThrow();
        broker.store()
                .users()
                .save(new User("bob", other.passwordHash(), hashed.scramKeys(), List.of(), false, "", Instant.now()))
                .block();
        bob.expectEnd(NOT_AUTHORIZED);
    }

    @Test
    void only_who_is_gone_or_disabled_goes_when_it_is_set_so_and_the_others_when_it_is_set_back() {
        broker.settings().apply(Map.of("ternmq.access.users-disconnects", "removed"));
        RawMqttClient ann = client("ann", "a", "1");

        broker.password("ann", "2");
        awaitAnotherLook();

        ann.expectOnlyPong();
        broker.settings().apply(Map.of("ternmq.access.users-disconnects", "changed"));
        ann.expectEnd(NOT_AUTHORIZED);
    }

    @Test
    void who_comes_while_the_password_changes_has_the_new_one_or_goes() {
        for (int i = 0; i < 20; i++) {
            String before = String.valueOf(i == 0 ? 1 : 100 + i - 1);
            String after = String.valueOf(100 + i);
            RawMqttClient racing = link();
            racing.send(as("ann", "racing", before));
            broker.password("ann", after);
            if (racing.expect(PacketKind.CONNACK).reasonCode() == 0) {
                racing.expectEnd(NOT_AUTHORIZED);
            }
            RawMqttClient now = client("ann", "now-" + i, after);
            now.expectOnlyPong();
            now.close();
        }
        await().until(() -> broker.sessions().view(new SubscriberId("", "racing")) == null);
    }
}
