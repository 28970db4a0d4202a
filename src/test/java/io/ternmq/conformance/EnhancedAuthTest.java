package io.ternmq.conformance;

import static io.ternmq.conformance.harness.ConnectPacket.connect;
import static io.ternmq.conformance.harness.PublishPacket.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.harness.BrokerTestCase;
import io.ternmq.conformance.harness.BrokerUnderTest;
import io.ternmq.conformance.harness.ConnectPacket;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.Packet;
import io.ternmq.conformance.harness.PacketKind;
import io.ternmq.conformance.harness.Prop;
import io.ternmq.conformance.harness.Props;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.conformance.harness.ScramClient;
import io.ternmq.conformance.harness.TestBrokers;
import io.ternmq.conformance.harness.Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Enhanced authentication with SCRAM-SHA-256: MQTT 5 sections 3.15 and 4.12. */
class EnhancedAuthTest extends BrokerTestCase {

    @Override
    protected BrokerUnderTest broker() {
        return TestBrokers.withAccessFiles();
    }

    private static Props authentication(byte[] data) {
        return Props.of(Prop.AUTHENTICATION_METHOD, ScramClient.METHOD).with(Prop.AUTHENTICATION_DATA, data);
    }

    private static ConnectPacket beginning(ScramClient scram) {
        return connect(MqttVersion.V5, clientId())
                .with(Prop.AUTHENTICATION_METHOD, ScramClient.METHOD)
                .with(Prop.AUTHENTICATION_DATA, scram.first());
    }

    /** Expects AUTH with the server's challenge. */
    private static Packet expectChallenge(RawMqttClient client) {
        Packet auth = client.expect(PacketKind.AUTH);
        assertThat(auth.reasonCode()).isEqualTo(0x18);
        assertThat(auth.props().text(Prop.AUTHENTICATION_METHOD)).isEqualTo(ScramClient.METHOD);
        return auth;
    }

    private RawMqttClient bob() {
        ScramClient scram = new ScramClient("bob", "builder");
        RawMqttClient client = open(MqttVersion.V5).send(beginning(scram));
        Packet challenge = expectChallenge(client);
        client.sendAuth(0x18, authentication(scram.answer(challenge.props().binary(Prop.AUTHENTICATION_DATA))));
        Packet connack = client.expect(PacketKind.CONNACK);
        assertThat(connack.reasonCode()).isZero();
        assertThat(connack.props().text(Prop.AUTHENTICATION_METHOD)).isEqualTo(ScramClient.METHOD);
        assertThat(scram.trusts(connack.props().binary(Prop.AUTHENTICATION_DATA)))
                .isTrue();
        return client;
    }

    @Test
    @Normative({"MQTT5-4.12.0-2", "MQTT5-4.12.0-3", "MQTT5-4.12.0-5", "MQTT5-3.15.2-1", "MQTT5-3.2.0-1"})
    @Checklist(41)
    void an_exchange_in_steps_leads_to_connack_and_to_the_users_rights() {
        RawMqttClient client = bob();
        String topic = "bob/" + clientId();
        client.subscribe(topic, 0);
        client.publish(topic, "mine");
        client.receive("mine");
    }

    @Test
    @Normative({"MQTT5-4.12.0-4", "MQTT5-3.14.0-1"})
    @Checklist({41, 42})
    void a_wrong_proof_is_refused() {
        for (String[] user : new String[][] {{"bob", "wrong"}, {"nobody", "builder"}}) {
            ScramClient scram = new ScramClient(user[0], user[1]);
            RawMqttClient client = open(MqttVersion.V5).send(beginning(scram));
            Packet challenge = expectChallenge(client);
            client.sendAuth(0x18, authentication(scram.answer(challenge.props().binary(Prop.AUTHENTICATION_DATA))));
            Packet connack = client.expect(PacketKind.CONNACK);
            assertThat(connack.reasonCode()).isIn(0x86, 0x87);
            assertThat(connack.sessionPresent()).isFalse();
            client.expectClosed();
        }
    }

    @Test
    @Normative("MQTT5-4.12.0-1")
    @Checklist(41)
    void an_unknown_method_is_refused() {
        open(MqttVersion.V5)
                .send(connect(MqttVersion.V5, clientId())
                        .username("alice")
                        .password("wonderland")
                        .with(Prop.AUTHENTICATION_METHOD, "ROT13"))
                .expectRefused(0x8C);
    }

    @Test
    @Normative({"MQTT5-4.12.0-6", "MQTT5-3.1.4-2"})
    void without_a_method_there_is_neither_auth_nor_a_method_in_connack() {
        Packet connack = open(MqttVersion.V5)
                .connect(connect(MqttVersion.V5, clientId()).username("alice").password("wonderland"));
        assertThat(connack.props().has(Prop.AUTHENTICATION_METHOD)).isFalse();
        assertThat(connack.props().has(Prop.AUTHENTICATION_DATA)).isFalse();
    }

    @Test
    @Normative({"MQTT5-4.12.0-7", "MQTT5-4.13.1-1"})
    @Checklist(41)
    void auth_without_a_method_at_connect_ends_the_connection() {
        for (int code : new int[] {0x18, 0x19}) {
            RawMqttClient client = connected(
                    connect(MqttVersion.V5, clientId()).username("alice").password("wonderland"));
            client.sendAuth(code, authentication(new byte[] {1})).expectEnd(0x82);
        }
    }

    @Test
    @Normative({"MQTT5-3.1.2-30", "MQTT5-3.14.0-1"})
    void other_packets_during_the_exchange_end_it_unprocessed() {
        byte[][] packets = {
            publish("bob/x", "x").bytes(MqttVersion.V5),
            {(byte) 0xC0, 0},
            connect(MqttVersion.V5).bytes()
        };
        for (byte[] packet : packets) {
            RawMqttClient client = open(MqttVersion.V5).send(beginning(new ScramClient("bob", "builder")));
            expectChallenge(client);
            client.send(packet).expectRefusedOrClosed();
        }
    }

    @Test
    @Normative("MQTT5-4.12.0-4")
    void a_client_may_give_up_during_the_exchange() {
        RawMqttClient client = open(MqttVersion.V5).send(beginning(new ScramClient("bob", "builder")));
        expectChallenge(client);
        client.sendDisconnect().expectClosed();
    }

    @Test
    @Normative({"MQTT5-4.12.1-1", "MQTT5-4.12.0-5", "MQTT5-3.15.2-1"})
    @Checklist(41)
    void re_authentication_runs_beside_the_traffic() {
        RawMqttClient client = bob();
        String topic = "bob/" + clientId();
        client.subscribe(topic, 0);
        ScramClient scram = new ScramClient("bob", "builder");
        client.sendAuth(0x19, authentication(scram.first()));
        Packet challenge = expectChallenge(client);
        client.publish(topic, "meanwhile");
        client.receive("meanwhile");
        client.sendAuth(0x18, authentication(scram.answer(challenge.props().binary(Prop.AUTHENTICATION_DATA))));
        Packet done = client.expect(PacketKind.AUTH);
        assertThat(done.reasonCode()).isZero();
        assertThat(done.props().text(Prop.AUTHENTICATION_METHOD)).isEqualTo(ScramClient.METHOD);
        assertThat(scram.trusts(done.props().binary(Prop.AUTHENTICATION_DATA))).isTrue();
        client.publish(topic, "afterwards");
        client.receive("afterwards");
    }

    @Test
    @Normative({"MQTT5-4.12.1-2", "MQTT5-4.13.2-1"})
    @Checklist(41)
    void a_failed_re_authentication_ends_the_connection() {
        RawMqttClient client = bob();
        ScramClient scram = new ScramClient("bob", "wrong");
        client.sendAuth(0x19, authentication(scram.first()));
        Packet challenge = expectChallenge(client);
        client.sendAuth(0x18, authentication(scram.answer(challenge.props().binary(Prop.AUTHENTICATION_DATA))));
        client.expectEnd(0x87);
    }

    @Test
    @Normative("MQTT5-4.12.1-1")
    @Checklist(41)
    void another_method_at_re_authentication_ends_the_connection() {
        bob().sendAuth(0x19, Props.of(Prop.AUTHENTICATION_METHOD, "OTHER")).expectEnd(0x82);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x00, 0x01, 0x17, 0x1A, 0x80, 0xFF})
    @Normative({"MQTT5-3.15.2-1", "MQTT5-4.13.1-1"})
    void a_reason_code_that_a_client_may_not_send_in_auth_ends_the_connection(int code) {
        bob().sendAuth(code, authentication(new byte[] {1})).expectEnd(0x81, 0x82);
    }

    @ParameterizedTest
    @EnumSource(Prop.class)
    @Normative("MQTT5-4.13.1-1")
    @Checklist(43)
    void a_property_of_other_packets_or_twice_in_auth_ends_the_connection(Prop prop) {
        Object value = PropertySamples.of(prop);
        if (!prop.mayStandIn(PacketKind.AUTH)) {
            bob().sendAuth(0x19, authentication(new byte[] {1}).with(prop, value))
                    .expectEnd(0x81, 0x82);
        } else if (!prop.mayRepeat()) {
            Props twice =
                    authentication(new byte[] {1}).with(Prop.REASON_STRING, "x").with(prop, value);
            bob().sendAuth(0x19, twice).expectEnd(0x81, 0x82);
        }
    }

    @Test
    @Normative({"MQTT5-3.15.2-2", "MQTT5-3.15.2-3", "MQTT5-3.14.2-3"})
    void explanations_in_auth_fit_into_the_clients_maximum() {
        ScramClient scram = new ScramClient("bob", "builder");
        RawMqttClient client = open(MqttVersion.V5).send(beginning(scram).with(Prop.MAXIMUM_PACKET_SIZE, 150));
        Packet challenge = expectChallenge(client);
        assertThat(challenge.size()).isLessThanOrEqualTo(150);
        client.sendAuth(
                0x18, authentication(Wire.wire().string("no scram message").bytes()));
        Packet connack = client.expect(PacketKind.CONNACK);
        assertThat(connack.reasonCode()).isGreaterThanOrEqualTo(0x80);
        assertThat(connack.size()).isLessThanOrEqualTo(150);
        client.expectClosed();
    }
}
