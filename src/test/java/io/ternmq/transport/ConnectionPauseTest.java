package io.ternmq.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.Normative;
import io.ternmq.event.Counter;
import io.ternmq.protocol.codec.PacketReceiver.Next;
import io.ternmq.session.Connection.Pause;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** When packets of a connection wait, and that they keep their order. */
class ConnectionPauseTest {
    @Test
    @Normative("MQTT5-3.1.2-30")
    void while_a_client_authenticates_nothing_but_auth_may_come() throws Exception {
        try (TestBroker broker = TestBroker.of();
                TestClient client = broker.client()) {
            broker.sessions.onConnect = (connection, connect) -> {
                connection.resumeDecoding();
                return false;
            };
            client.sendConnect("auth").send("F0 06 18 04 15 00 01 6D").send("C000");
            assertThat(client.read().at(1)).isEqualTo(0x82);
            client.requireEnd();
            Await.until(() -> broker.sessions.trail.size() == 3);
            assertThat(broker.sessions.trail)
                    .containsExactly("connect auth", "auth CONTINUE_AUTHENTICATION", "closed before admission");
        }
    }

    @Test
    void an_authentication_that_is_not_gone_on_with_is_ended_on_time() throws Exception {
        try (TestBroker broker = TestBroker.of("connect-timeout=200ms");
                TestClient client = broker.client()) {
            broker.sessions.onConnect = (connection, connect) -> {
                connection.resumeDecoding();
                return false;
            };
            client.sendConnect("auth");
            assertThat(client.read().type()).isEqualTo(2);
            client.requireEnd();
        }
    }

    @Test
    void a_packet_that_waits_for_a_decision_is_offered_again_and_those_behind_it_keep_their_order() throws Exception {
        try (TestBroker broker = TestBroker.of();
                TestClient client = broker.client()) {
            client.connect("waits");
            AtomicInteger offers = new AtomicInteger();
            AtomicReference<EchoSessions.Session> waiting = new AtomicReference<>();
            broker.sessions.onPublish = (session, publish) -> {
                if (offers.incrementAndGet() == 1) {
                    session.connection.pause(Pause.DECISION);
                    waiting.set(session);
                    return Next.RETRY;
                }
                return session.echo(publish);
            };
            client.publish("t", new byte[] {1}).publish("t", new byte[] {2}).publish("t", new byte[] {3});
            EchoSessions.Session session = Await.value(waiting::get);
            assertThat(session.published).isZero();
            session.connection.loop().execute(() -> {
                session.connection.resume(Pause.DECISION);
                session.connection.resumeDecoding();
            });
            for (int i = 1; i <= 3; i++) {
                assertThat(client.read().at(4)).isEqualTo(i);
            }
            assertThat(offers).hasValue(4);
        }
    }

    @Test
    void decoding_that_is_taken_up_again_at_once_goes_on_at_once() throws Exception {
        try (TestBroker broker = TestBroker.of();
                TestClient client = broker.client()) {
            broker.sessions.onPublish = (session, publish) -> {
                session.echo(publish);
                session.connection.resumeDecoding();
                return Next.STOP;
            };
            client.connect("hasty").publish("t", new byte[] {1}).publish("t", new byte[] {2});
            assertThat(client.read().at(4)).isEqualTo(1);
            assertThat(client.read().at(4)).isEqualTo(2);
        }
    }

    @Test
    void nothing_is_decoded_while_a_pause_is_left() throws Exception {
        try (TestBroker broker = TestBroker.of();
                TestClient client = broker.client()) {
            AtomicReference<EchoSessions.Session> paused = new AtomicReference<>();
            broker.sessions.onPublish = (session, publish) -> {
                if (paused.get() == null) {
                    session.connection.pause(Pause.CONGESTION);
                    session.connection.pause(Pause.OUTBOUND);
                    paused.set(session);
                }
                return session.echo(publish);
            };
            client.connect("paused").publish("t", new byte[] {1}).publish("t", new byte[] {2});
            assertThat(client.read().at(4)).isEqualTo(1);
            EchoSessions.Session session = Await.value(paused::get);
            session.onLoop(() -> session.connection.resume(Pause.CONGESTION));
            assertThat(session.published).isEqualTo(1);
            session.onLoop(() -> session.connection.resume(Pause.OUTBOUND));
            assertThat(client.read().at(4)).isEqualTo(2);
            assertThat(broker.total(Counter.CONNECTION_PAUSED)).isEqualTo(1);
        }
    }
}
