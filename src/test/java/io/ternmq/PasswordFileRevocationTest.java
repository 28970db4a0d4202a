package io.ternmq;

import static io.ternmq.RuledBroker.as;
import static io.ternmq.conformance.harness.AccessFiles.scramLine;
import static io.ternmq.conformance.harness.AccessFiles.sha512Line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.conformance.harness.AccessFiles;
import io.ternmq.conformance.harness.ConnectPacket;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.PacketKind;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.conformance.harness.ScramClient;
import io.ternmq.protocol.SubscriberId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of connected clients when the password file that let them in changes, over the wire. */
class PasswordFileRevocationTest {
    private static final int NOT_AUTHORIZED = 0x87;
    private static final int WRONG_PASSWORD = 0x86;

    @TempDir
    private Path folder;

    private Path file;
    private RuledBroker broker;

    @BeforeEach
    void start() {
        start("changed");
    }

    private void start(String disconnects) {
        file = folder.resolve(disconnects + ".passwd");
        AccessFiles.replace(file, sha512Line("ann", "1"), sha512Line("bob", "2"), scramLine("carl", "3"));
        broker = new RuledBroker(
                folder.resolve(disconnects),
                "access.allow-anonymous",
                "loopback",
                "access.password-file",
                file.toString(),
                "access.password-reload-interval",
                "20ms",
                "access.password-file-disconnects",
                disconnects);
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private RawMqttClient client(String user, String password) {
        return broker.client(as(user, "of-" + user).password(password));
    }

    private RawMqttClient byScram(String user, String password) {
        return ScramClient.connect(broker.link(), "scram-of-" + user, user, password);
    }

    /** Rewrites the file with a user who shows that it has been read. */
    private void rewrite(String... lines) {
        List<String> all = new ArrayList<>(List.of(lines));
        all.add(sha512Line("last", "4"));
        AccessFiles.replace(file, all.toArray(String[]::new));
        await().until(() -> broker.link()
                        .send(as("last", "last").password("4"))
                        .expect(PacketKind.CONNACK)
                        .reasonCode()
                == 0);
    }

    @Test
    void who_is_in_the_file_no_longer_is_disconnected_and_the_others_stay() {
        RawMqttClient ann = client("ann", "1");
        RawMqttClient bob = client("bob", "2");
        RawMqttClient nameless = broker.client(ConnectPacket.connect(MqttVersion.V5, "nameless"));
        RawMqttClient old = broker.link(MqttVersion.V311);
        old.connect(
                ConnectPacket.connect(MqttVersion.V311, "old").username("ann").password("1"));

        rewrite(sha512Line("bob", "2"));

        ann.expectEnd(NOT_AUTHORIZED);
        old.expectClosed();
        assertThat(broker.refused("stay connected").explanation().sentence())
                .isEqualTo("password-file: " + file + " has no user 'ann' any more");
        bob.expectOnlyPong();
        nameless.expectOnlyPong();
        broker.link().send(as("ann", "of-ann").password("1")).expectRefused(WRONG_PASSWORD);
    }

    @Test
    void whose_password_is_another_one_is_disconnected_however_he_has_shown_the_old_one() {
        RawMqttClient ann = client("ann", "1");
        RawMqttClient carl = client("carl", "3");
        RawMqttClient scram = byScram("carl", "3");
        RawMqttClient bob = client("bob", "2");

        rewrite(sha512Line("ann", "new"), sha512Line("bob", "2"), scramLine("carl", "new"));

        ann.expectEnd(NOT_AUTHORIZED);
        carl.expectEnd(NOT_AUTHORIZED);
        scram.expectEnd(NOT_AUTHORIZED);
        bob.expectOnlyPong();
        RawMqttClient again = client("ann", "new");
        rewrite(sha512Line("ann", "new"), scramLine("carl", "new"));
        bob.expectEnd(NOT_AUTHORIZED);
        again.expectOnlyPong();
    }

    @Test
    void a_session_outlives_its_connection_and_waits_for_who_may_have_it() {
        RawMqttClient ann = broker.client(as("ann", "of-ann").password("1").persistent());
        ann.subscribe("t", 1);

        rewrite(sha512Line("ann", "new"));

        ann.expectEnd(NOT_AUTHORIZED);
        broker.link().resume(as("ann", "of-ann").password("new").persistent().cleanStart(false));
        assertThat(broker.sessions().view(new SubscriberId("", "of-ann")).subscriptions())
                .isEqualTo(1);
    }

    @Test
    void a_file_that_is_made_anew_with_other_salts_disconnects_only_who_is_gone_when_it_is_set_so() {
        broker.close();
        start("removed");
        RawMqttClient ann = client("ann", "1");
        RawMqttClient bob = client("bob", "2");

        rewrite(scramLine("bob", "2"));

        ann.expectEnd(NOT_AUTHORIZED);
        bob.expectOnlyPong();
    }

    @Test
    void nobody_is_disconnected_when_it_is_set_so_as_in_vernemq() {
        broker.close();
        start("none");
        RawMqttClient ann = client("ann", "1");

        rewrite(sha512Line("bob", "new"));

        ann.expectOnlyPong();
        broker.link().send(as("ann", "of-ann").password("1")).expectRefused(WRONG_PASSWORD);
        ann.expectOnlyPong();
    }
}
