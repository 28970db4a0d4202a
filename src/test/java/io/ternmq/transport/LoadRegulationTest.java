package io.ternmq.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.Checklist;
import io.ternmq.event.BrokerEvent.AlarmCleared;
import io.ternmq.event.BrokerEvent.AlarmRaised;
import io.ternmq.event.BrokerEvent.ConnectionRefused;
import io.ternmq.event.Counter;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.ReasonCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadRegulationTest {
    @Test
    void a_client_that_publishes_too_fast_is_read_more_slowly_and_loses_nothing() throws Exception {
        try (TestBroker broker = TestBroker.of("load.max-message-rate=20");
                TestClient client = broker.client();
                TestClient other = broker.client()) {
            client.connect("fast");
            other.connect("other");
            for (int i = 0; i < 50; i++) {
                client.publish("t", new byte[] {(byte) i});
            }
            for (int i = 0; i < 21; i++) {
                assertThat(client.read().at(4)).isEqualTo(i);
            }
            // The credit of a second is used up; what follows has to wait, for this client alone.
            assertThat(broker.total(Counter.CONNECTION_PAUSED)).isEqualTo(1);
            other.publish("t", new byte[] {7});
            assertThat(other.read().at(4)).isEqualTo(7);
            for (int i = 21; i < 50; i++) {
                assertThat(client.read().at(4)).isEqualTo(i);
            }
            assertThat(broker.total(Counter.CONNECTION_PAUSED)).isBetween(3L, 29L);
        }
    }

    @Test
    void a_client_that_sends_too_many_bytes_is_read_more_slowly() throws Exception {
        try (TestBroker broker = TestBroker.of("load.max-byte-rate=20KB");
                TestClient client = broker.client()) {
            client.connect("bulky");
            for (int i = 0; i < 4; i++) {
                client.publish("t", new byte[10_000]);
            }
            for (int i = 0; i < 4; i++) {
                client.read();
            }
            assertThat(broker.total(Counter.CONNECTION_PAUSED)).isPositive();
        }
    }

    @Test
    void a_rate_may_be_changed_while_clients_are_connected() throws Exception {
        try (TestBroker broker = TestBroker.of();
                TestClient client = broker.client()) {
            client.connect("changing");
            broker.load.set(TestBroker.read("load.max-message-rate=1").load());
            client.publish("t", new byte[1]).publish("t", new byte[1]).publish("t", new byte[1]);
            client.read();
            client.read();
            Await.until(() -> broker.total(Counter.CONNECTION_PAUSED) == 1);
            broker.load.set(TestBroker.read().load());
            client.read();
        }
    }

    @ParameterizedTest
    @CsvSource({"max-connect-rate", "max-connect-rate-per-address"})
    void connections_beyond_the_rate_are_told_so(String setting) throws Exception {
        try (TestBroker broker = TestBroker.of("load." + setting + "=3")) {
            List<TestClient> clients = new ArrayList<>();
            int refused = 0;
            // Whatever second it is, of ten in a row some are beyond three per second.
            for (int i = 0; i < 10; i++) {
                TestClient client = broker.client();
                clients.add(client);
                client.sendConnect("c" + i);
                int code = client.read().at(1);
                if (code != 0) {
                    assertThat(code).isEqualTo(0x9F);
                    client.requireEnd();
                    refused++;
                }
            }
            assertThat(refused).isBetween(1, 7);
            assertThat(broker.counters.value(Counter.CONNECTION_REFUSED, ReasonCode.CONNECTION_RATE_EXCEEDED))
                    .isEqualTo(refused);
            for (TestClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    @Checklist(53)
    void connections_beyond_the_listeners_limit_are_told_so_and_leave_room_again() throws Exception {
        try (TestBroker broker = TestBroker.of("max-connections=2");
                TestClient one = broker.client();
                TestClient two = broker.client()) {
            one.connect("one");
            two.connect("two");
            try (TestClient three = broker.client()) {
                three.sendConnect("three");
                assertThat(three.read().at(1)).isEqualTo(0x97);
                three.requireEnd();
            }
            try (TestClient old = broker.client()) {
                old.sendConnect(ProtocolVersion.MQTT_3_1_1, "old", 0);
                assertThat(old.read().toString()).isEqualTo("20 0003");
                old.requireEnd();
            }
            two.send("E000").requireEnd();
            Await.until(() -> broker.listeners.statuses().get(0).connections() == 1);
            try (TestClient again = broker.client()) {
                again.connect("again");
            }
        }
    }

    @Test
    void far_beyond_the_limit_sockets_are_closed_unheard() throws Exception {
        try (TestBroker broker = TestBroker.of("max-connections=1")) {
            List<TestClient> clients = new ArrayList<>();
            for (int i = 0; i < 70; i++) {
                clients.add(broker.client());
            }
            clients.get(69).requireEnd();
            ConnectionRefused refused = broker.event(ConnectionRefused.class, event -> true);
            assertThat(refused.reason()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
            assertThat(broker.listeners.statuses().get(0).connections()).isLessThanOrEqualTo(65);
            for (TestClient client : clients) {
                client.close();
            }
        }
    }

    // ------------------------------------------------------------------ memory

    @Test
    void when_memory_is_short_publishers_wait_and_go_on_when_it_is_not_any_more() throws Exception {
        try (TestBroker broker = TestBroker.of();
                TestClient client = broker.client();
                TestClient quiet = broker.client()) {
            client.connect("publisher");
            quiet.connect("quiet");
            broker.memory.percent = 81;
            AlarmRaised alarm =
                    broker.event(AlarmRaised.class, event -> event.name().equals("memory"));
            assertThat(alarm.sentence()).contains("81 %").contains("publishers wait");
            client.publish("t", new byte[] {1}).publish("t", new byte[] {2});
            // What has come is taken; what follows waits.
            assertThat(client.read().at(4)).isEqualTo(1);
            quiet.send("C000");
            assertThat(quiet.read().type()).isEqualTo(13);
            EchoSessions.Session publisher = broker.sessions.sessions.stream()
                    .filter(session -> session.id().clientId().equals("publisher"))
                    .findFirst()
                    .orElseThrow();
            assertThat(publisher.published).isEqualTo(1);
            broker.memory.percent = 70;
            assertThat(client.read().at(4)).isEqualTo(2);
            broker.event(AlarmCleared.class, event -> event.name().equals("memory"));
        }
    }

    @Test
    void when_memory_is_shorter_new_clients_are_refused_and_those_that_have_a_session_are_not() throws Exception {
        try (TestBroker broker = TestBroker.of();
                TestClient before = broker.client()) {
            before.connect("before");
            broker.memory.percent = 90;
            broker.event(AlarmRaised.class, event -> event.sentence().contains("without a session are refused"));
            try (TestClient after = broker.client()) {
                after.sendConnect("after");
                assertThat(after.read().at(1)).isEqualTo(0x97);
                after.requireEnd();
            }
            before.send("C000");
            assertThat(before.read().type()).isEqualTo(13);
            try (TestClient back = broker.client()) {
                byte[] connect = TestClient.connectBytes(ProtocolVersion.MQTT_3_1_1, false, "back", 0);
                // Clean session off: it comes for what waits for it.
                connect[9] &= ~2;
                assertThat(back.send(connect).read().at(1)).isZero();
            }
            broker.memory.percent = 0;
            Await.until(() -> getsIn(broker));
        }
    }

    private static boolean getsIn(TestBroker broker) throws IOException {
        try (TestClient client = broker.client()) {
            client.sendConnect("tries");
            return client.read().at(1) == 0;
        }
    }
}
