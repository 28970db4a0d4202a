package io.ternmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ternmq.access.AccessRoom;
import io.ternmq.access.SourceHealth;
import io.ternmq.config.Settings;
import io.ternmq.config.SettingsException;
import io.ternmq.conformance.Checklist;
import io.ternmq.conformance.harness.AccessFiles;
import io.ternmq.conformance.harness.ConnectPacket;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.PacketKind;
import io.ternmq.conformance.harness.PublishPacket;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.conformance.harness.SocketLink;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.session.Sessions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** VerneMQ's password and ACL files as clients meet them, while the files change. */
class VerneFilesOverTheWireTest {
    private static final int WRONG_PASSWORD_3 = 4;
    private static final int NOT_AUTHORIZED_3 = 5;
    private static final String SOON = "20ms";
    private static final String NEVER = "0s";

    @TempDir
    private Path folder;

    private final List<RawMqttClient> clients = new ArrayList<>();
    private Path passwords;
    private Path acl;
    private ClosedBroker broker;

    private void start(String passwordReload) throws IOException {
        start(passwordReload, SOON);
    }

    private void start(String passwordReload, String aclReload) throws IOException {
        passwords = folder.resolve("vmq.passwd");
        acl = folder.resolve("vmq.acl");
        Files.write(passwords, List.of(AccessFiles.sha512Line("ann", "secret")));
        Files.write(acl, List.of("topic open/#", "user ann", "topic ann/#"));
        broker = new ClosedBroker(
                folder.resolve("data"),
                Map.of(
                        "ternmq.access.password-file",
                        passwords.toString(),
                        "ternmq.access.password-reload-interval",
                        passwordReload,
                        "ternmq.access.password-file-disconnects",
                        "none",
                        "ternmq.access.acl-file",
                        acl.toString(),
                        "ternmq.access.acl-reload-interval",
                        aclReload));
    }

    @AfterEach
    void stop() {
        clients.forEach(RawMqttClient::close);
        broker.close();
    }

    private RawMqttClient link(MqttVersion version) {
        InetSocketAddress address = new InetSocketAddress("127.0.0.1", broker.port());
        RawMqttClient client = new RawMqttClient(SocketLink.open(address), version);
        clients.add(client);
        return client;
    }

    private int code(MqttVersion version, String user, String password) {
        ConnectPacket connect = ConnectPacket.connect(version, "other").username(user);
        if (!password.isEmpty()) {
            connect.password(password);
        }
        return link(version).send(connect).expect(PacketKind.CONNACK).reasonCode();
    }

    private RawMqttClient ann() {
        RawMqttClient client = link(MqttVersion.V5);
        client.connect(
                ConnectPacket.connect(MqttVersion.V5, "a").username("ann").password("secret"));
        return client;
    }

    private static int publish(RawMqttClient client, String topic) {
        return client.send(PublishPacket.publish(topic, "x").qos(1, 3))
                .expect(PacketKind.PUBACK)
                .reasonCode();
    }

    @Test
    @Checklist(integrations = {1, 5})
    void who_has_a_line_gets_in_and_others_get_the_codes_that_are_documented() throws Exception {
        start(SOON);
        assertThat(code(MqttVersion.V311, "ann", "secret")).isZero();
        assertThat(code(MqttVersion.V5, "ann", "secret")).isZero();
        assertThat(code(MqttVersion.V311, "ann", "wrong")).isEqualTo(WRONG_PASSWORD_3);
        assertThat(code(MqttVersion.V311, "nobody", "secret")).isEqualTo(WRONG_PASSWORD_3);
        // Left to the next source, and there is none.
        assertThat(code(MqttVersion.V311, "ann", "")).isEqualTo(NOT_AUTHORIZED_3);
        assertThat(code(MqttVersion.V5, "ann", "")).isEqualTo(0x87);
    }

    @Test
    @Checklist(integrations = {4, 6})
    void a_new_line_lets_its_user_in_and_what_is_malformed_or_missing_changes_nothing() throws Exception {
        start(SOON);
        AccessFiles.replace(passwords, AccessFiles.sha512Line("bob", "other"));
        await().until(() -> code(MqttVersion.V311, "bob", "other") == 0);
        assertThat(code(MqttVersion.V311, "ann", "secret")).isEqualTo(WRONG_PASSWORD_3);

        AccessFiles.replace(passwords, "no line of a password file");
        AccessFiles.replace(acl, "topic open/#", "topics nonsense");
        awaitProblem("password-file");
        awaitProblem("acl-file");
        assertThat(code(MqttVersion.V311, "bob", "other")).isZero();

        Files.delete(passwords);
        awaitProblem("password-file");
        assertThat(code(MqttVersion.V311, "bob", "other")).isZero();
    }

    private void awaitProblem(String source) {
        AccessRoom access = broker.part("access", AccessRoom.class);
        await().until(() -> access.sources().stream()
                .anyMatch(each -> each.name().equals(source) && each.health().state() == SourceHealth.State.STALE));
    }

    @Test
    @Checklist(integrations = 4)
    void with_an_interval_of_0_the_password_file_is_not_read_again() throws Exception {
        start(NEVER);
        RawMqttClient ann = ann();
        AccessFiles.replace(passwords, AccessFiles.sha512Line("bob", "other"));
        AccessFiles.replace(acl, "topic new/#");
        // The other file, which is looked at, has been read meanwhile.
        await().until(() -> publish(ann, "new/x") < 0x80);
        assertThat(code(MqttVersion.V311, "bob", "other")).isEqualTo(WRONG_PASSWORD_3);
        assertThat(code(MqttVersion.V311, "ann", "secret")).isZero();
    }

    @Test
    @Checklist(integrations = 14)
    void an_acl_file_that_changes_leaves_subscriptions_that_it_still_allows_and_takes_the_others() throws Exception {
        start(SOON);
        RawMqttClient ann = ann();
        ann.subscribe("open/x", 1);
        ann.subscribe("ann/#", 1);
        assertThat(publish(ann, "bob/x")).isEqualTo(0x87);

        AccessFiles.replace(acl, "topic open/#", "user bob", "topic bob/#");
        Sessions sessions = broker.part("sessions", Sessions.class);
        await().until(() -> {
            var view = sessions.view(new SubscriberId("", "a"));
            return view != null && view.subscriptions() == 1;
        });
        assertThat(publish(ann, "ann/x")).isEqualTo(0x87);
        ann.publish(PublishPacket.publish("open/x", "still").qos(1, 4));
        ann.receive("still");
    }

    // ------------------------------------------------------------------ other files while the broker runs

    private Settings settings() {
        return broker.part("settings", Settings.class);
    }

    private Path write(String name, String... lines) throws IOException {
        return Files.write(folder.resolve(name), List.of(lines));
    }

    @Test
    @Checklist(integrations = 15)
    void another_acl_file_holds_at_once_for_what_is_asked_and_for_subscriptions_that_are_there() throws Exception {
        start(NEVER, NEVER);
        RawMqttClient ann = ann();
        ann.subscribe("open/x", 1);
        ann.subscribe("ann/#", 1);
        assertThat(publish(ann, "new/x")).isEqualTo(0x87);

        settings()
                .apply(Map.of(
                        "ternmq.access.acl-file",
                        write("new.acl", "topic open/#", "topic new/#").toString()));

        assertThat(publish(ann, "new/x")).isLessThan(0x80);
        assertThat(publish(ann, "ann/x")).isEqualTo(0x87);
        Sessions sessions = broker.part("sessions", Sessions.class);
        await().until(() -> sessions.view(new SubscriberId("", "a")).subscriptions() == 1);
        ann.publish(PublishPacket.publish("open/x", "still").qos(1, 4));
        ann.receive("still");
    }

    @Test
    @Checklist(integrations = 15)
    void from_then_on_the_new_file_is_looked_at_and_the_old_one_is_not() throws Exception {
        start(NEVER);
        RawMqttClient ann = ann();
        Path other = write("new.acl", "topic new/#");
        settings().apply(Map.of("ternmq.access.acl-file", other.toString()));
        AccessFiles.replace(acl, "topic old/#");
        AccessFiles.replace(other, "topic newest/#");

        await().until(() -> publish(ann, "newest/x") < 0x80);
        assertThat(publish(ann, "old/x")).isEqualTo(0x87);
    }

    @Test
    @Checklist(integrations = 15)
    void a_file_that_is_missing_or_bad_does_not_take_the_place_of_one_that_is_good() throws Exception {
        start(SOON);
        RawMqttClient ann = ann();
        Path missing = folder.resolve("missing");
        Path bad = write("bad", "nonsense");

        assertThatThrownBy(() -> settings().apply(Map.of("ternmq.access.acl-file", missing.toString())))
                .isInstanceOf(SettingsException.class)
                .hasMessage("ternmq.access.acl-file (change) names " + missing
                        + ", which is not there; the file before it still holds");
        assertThatThrownBy(() -> settings().apply(Map.of("ternmq.access.acl-file", bad.toString())))
                .hasMessageContaining("line 1 begins with neither topic");
        assertThatThrownBy(() -> settings().apply(Map.of("ternmq.access.password-file", bad.toString())))
                .isInstanceOf(SettingsException.class);
        // Two together: neither is taken.
        Path good = write("good", "topic new/#");
        assertThatThrownBy(() -> settings()
                        .apply(Map.of(
                                "ternmq.access.acl-file",
                                good.toString(),
                                "ternmq.access.password-file",
                                bad.toString())))
                .isInstanceOf(SettingsException.class);
        assertThatThrownBy(() -> settings().apply(Map.of("ternmq.access.acl-file", "")))
                .hasMessageContaining("the node was started with a file");

        assertThat(settings().current().access().aclFile()).isEqualTo(acl);
        assertThat(publish(ann, "ann/x")).isLessThan(0x80);
        assertThat(publish(ann, "new/x")).isEqualTo(0x87);
        assertThat(code(MqttVersion.V311, "ann", "secret")).isZero();
        AccessFiles.replace(acl, "topic newest/#");
        await().until(() -> publish(ann, "newest/x") < 0x80);
    }

    @Test
    @Checklist(integrations = 15)
    void another_password_file_holds_at_once() throws Exception {
        start(NEVER);
        Path other = write("new.passwd", AccessFiles.sha512Line("bob", "other"));

        settings().apply(Map.of("ternmq.access.password-file", other.toString()));

        assertThat(code(MqttVersion.V311, "bob", "other")).isZero();
        assertThat(code(MqttVersion.V311, "ann", "secret")).isEqualTo(WRONG_PASSWORD_3);
    }

    @Test
    @Checklist(integrations = 15)
    void a_good_file_in_the_place_of_one_that_went_bad_ends_the_alarm() throws Exception {
        start(SOON);
        AccessFiles.replace(acl, "nonsense");
        awaitProblem("acl-file");

        settings()
                .apply(Map.of(
                        "ternmq.access.acl-file",
                        write("new.acl", "topic new/#").toString()));

        AccessRoom access = broker.part("access", AccessRoom.class);
        assertThat(access.sources()).noneMatch(each -> each.health().state() == SourceHealth.State.STALE);
    }

    @Test
    @Checklist(integrations = {4, 15})
    void how_often_files_are_looked_at_changes_at_once() throws Exception {
        start(NEVER, NEVER);
        RawMqttClient ann = ann();
        AccessFiles.replace(passwords, AccessFiles.sha512Line("bob", "other"));
        AccessFiles.replace(acl, "topic first/#");
        settings().apply(Map.of("ternmq.access.password-reload-interval", SOON));
        await().until(() -> code(MqttVersion.V311, "bob", "other") == 0);
        assertThat(publish(ann, "first/x")).isEqualTo(0x87);

        settings()
                .apply(Map.of(
                        "ternmq.access.acl-reload-interval", SOON, "ternmq.access.password-reload-interval", NEVER));
        await().until(() -> publish(ann, "first/x") < 0x80);
        AccessFiles.replace(passwords, AccessFiles.sha512Line("eve", "third"));
        AccessFiles.replace(acl, "topic second/#");
        await().until(() -> publish(ann, "second/x") < 0x80);
        assertThat(code(MqttVersion.V311, "bob", "other")).isZero();
    }

    @Test
    @Checklist(integrations = 15)
    void a_node_that_was_started_without_a_file_does_not_begin_with_one_while_it_runs() throws Exception {
        start(SOON);
        broker.close();
        broker = new ClosedBroker(folder.resolve("other"), Map.of());

        assertThatThrownBy(() -> settings().apply(Map.of("ternmq.access.acl-file", acl.toString())))
                .hasMessageContaining("the node was started without one");
    }
}
