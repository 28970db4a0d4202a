package io.ternmq.durability;

import static io.ternmq.conformance.harness.ConnectPacket.connect;
import static io.ternmq.conformance.harness.PublishPacket.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.FreePort;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.Packet;
import io.ternmq.conformance.harness.PacketKind;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.conformance.harness.SocketLink;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The disk is full: nothing is promised that can't be kept, what needs no disk goes on, and space heals it. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class FullFileSystemIT {
    private static final int QUOTA_EXCEEDED = 0x97;
    private static final int MOST_ACCEPTED = 100_000;
    private static final Duration BOUNDED_WAIT = Duration.ofSeconds(45);
    private static final Duration START = Duration.ofSeconds(60);
    private static final String SPACE = "96m";
    private static final String OLD = "old";

    @TempDir
    Path folder;

    private final InetSocketAddress address = new InetSocketAddress("127.0.0.1", FreePort.next());
    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<String> acknowledged = new ArrayList<>();
    private SmallFileSystem files;
    private BrokerProcess broker;
    private int publishes;
    private boolean oldIsAcknowledged;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        PackagedTernMq.assumeStore();
        SmallFileSystem.assumePermitted(folder);
        Path small = Files.createDirectory(folder.resolve("small"));
        files = new SmallFileSystem(small);
        List<String> command = new ArrayList<>(PackagedTernMq.command());
        command.addAll(BrokerLauncher.settings(small.resolve("data"), address.getPort()));
        command.add("--ternmq.store.free-space-watermark=16MB");
        broker = new BrokerProcess(files.around(command, SPACE), List.of(), folder.resolve("broker.log"));
        open.add(broker);
        assertThat(broker.awaitListening(address, START)).as(broker.output()).isTrue();
    }

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    @Test
    void durable_messages_are_refused_while_the_disk_is_full_and_taken_again_when_it_is_not() {
        subscribeDurably();
        RawMqttClient publisher = client(MqttVersion.V5, "five");
        assertThat(publishDurably(publisher)).isZero();

        files.fill(broker.pid());
        publishUntilRefused(publisher);

        files.free(broker.pid());
        publishUntilAccepted(publisher);
        assertThat(broker.isAlive()).isTrue();
        assertThatEverythingAcknowledgedComes();
    }

    @Test
    void a_client_of_3_1_1_is_read_no_further_until_there_is_space() {
        subscribeDurably();
        RawMqttClient publisher = client(MqttVersion.V5, "five");
        files.fill(broker.pid());
        publishUntilRefused(publisher);

        RawMqttClient old = client(MqttVersion.V311, "three");
        old.send(publish("durable/old", OLD).qos(1, 1));
        // Each refusal lasts as long as the bounded wait does.
        assertThat(publishDurably(publisher)).isEqualTo(QUOTA_EXCEEDED);
        old.sendPing();
        assertThat(publishDurably(publisher)).isEqualTo(QUOTA_EXCEEDED);
        assertThat(old.poll(Duration.ofMillis(1)))
                .as("an answer to who is not read")
                .isNull();

        files.free(broker.pid());
        // A ping needn't wait for the disk, an acknowledgement does.
        assertThat(List.of(old.next(BOUNDED_WAIT).kind(), old.next(BOUNDED_WAIT).kind()))
                .containsExactlyInAnyOrder(PacketKind.PUBACK, PacketKind.PINGRESP);
        publishUntilAccepted(publisher);
        oldIsAcknowledged = true;
        assertThatEverythingAcknowledgedComes();
    }

    @Test
    void qos_0_and_clean_sessions_go_on_while_the_disk_is_full() {
        subscribeDurably();
        RawMqttClient clean = client(MqttVersion.V5, "clean");
        clean.subscribe("clean/#", 1);
        RawMqttClient publisher = client(MqttVersion.V5, "five");
        files.fill(broker.pid());
        publishUntilRefused(publisher);

        RawMqttClient old = client(MqttVersion.V311, "three");
        old.publish(publish("clean/a", "at 0"));
        clean.receive("at 0");
        old.publish(publish("clean/a", "at 1").qos(1, 7));
        clean.receive("at 1");
        publisher.publish(publish("clean/a", "at 2").qos(2, 0x7000));
        clean.receive("at 2");
    }

    private RawMqttClient client(MqttVersion version, String clientId) {
        RawMqttClient client = new RawMqttClient(SocketLink.open(address), version);
        open.add(client);
        client.connect(connect(version, clientId));
        return client;
    }

    /** A session that is offline from here on. */
    private void subscribeDurably() {
        RawMqttClient subscriber = new RawMqttClient(SocketLink.open(address), MqttVersion.V5);
        subscriber.connect(connect(MqttVersion.V5, "durable").persistent());
        subscriber.subscribe("durable/#", 1);
        subscriber.sendDisconnect();
        subscriber.close();
    }

    /** Publishes at QoS 1 and returns the reason code. */
    private int publishDurably(RawMqttClient publisher) {
        int id = ++publishes % 0x7000 + 1;
        String text = publishes + " " + "x".repeat(1000);
        publisher.send(publish("durable/five", text).qos(1, id));
        Packet puback = publisher.next(BOUNDED_WAIT);
        assertThat(puback.kind()).isEqualTo(PacketKind.PUBACK);
        assertThat(puback.packetId()).isEqualTo(id);
        if (puback.reasonCode() < 0x80) {
            acknowledged.add(number(text));
        }
        return puback.reasonCode();
    }

    /** Files that were there before may have room for some more. */
    private void publishUntilRefused(RawMqttClient publisher) {
        int code = 0;
        for (int i = 0; i < MOST_ACCEPTED && code == 0; i++) {
            code = publishDurably(publisher);
        }
        assertThat(code).isEqualTo(QUOTA_EXCEEDED);
    }

    private void publishUntilAccepted(RawMqttClient publisher) {
        long deadline = System.nanoTime() + BOUNDED_WAIT.toNanos();
        int code = publishDurably(publisher);
        while (code != 0) {
            assertThat(code).isEqualTo(QUOTA_EXCEEDED);
            assertThat(System.nanoTime()).as("accepted within " + BOUNDED_WAIT).isLessThan(deadline);
            code = publishDurably(publisher);
        }
    }

    /** What was refused may come too, since who is refused can't know. */
    private void assertThatEverythingAcknowledgedComes() {
        RawMqttClient subscriber = new RawMqttClient(SocketLink.open(address), MqttVersion.V5);
        open.add(subscriber);
        subscriber.resume(connect(MqttVersion.V5, "durable").persistent());
        Deque<String> missing = new ArrayDeque<>(acknowledged);
        boolean oldIsMissing = oldIsAcknowledged;
        while (!missing.isEmpty() || oldIsMissing) {
            String number = number(subscriber.receive().text());
            oldIsMissing &= !number.equals(OLD);
            if (number.equals(missing.peek())) {
                missing.remove();
            } else {
                assertThat(missing).as("what should have come before").doesNotContain(number);
            }
        }
    }

    private static String number(String text) {
        return text.split(" ", 2)[0];
    }
}
