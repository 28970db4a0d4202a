package io.ternmq.conformance;

import static io.ternmq.conformance.harness.ConnectPacket.connect;
import static io.ternmq.conformance.harness.PublishPacket.publish;
import static io.ternmq.conformance.harness.SubscribePacket.filters;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.harness.BrokerTestCase;
import io.ternmq.conformance.harness.ConnectPacket;
import io.ternmq.conformance.harness.EveryVersion;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.Packet;
import io.ternmq.conformance.harness.Prop;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.conformance.harness.SubscribePacket;
import io.ternmq.conformance.harness.WillSpec;
import io.ternmq.conformance.harness.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Attacks that have felled brokers before; a healthy pair of clients must not notice them. */
class RobustnessTest extends BrokerTestCase {

    private RawMqttClient publisher;
    private RawMqttClient subscriber;
    private String topic;

    @BeforeEach
    void connectHealthyPair() {
        topic = topic();
        publisher = connected(connect(MqttVersion.V5, clientId()).keepAlive(0));
        subscriber = connected(connect(MqttVersion.V5, clientId()).keepAlive(0));
        subscriber.subscribe(topic, 1);
    }

    private void expectHealth() {
        publisher.publish(publish(topic, "well").qos(1, 1));
        subscriber.receive("well");
    }

    @EveryVersion
    @Checklist(26)
    void topics_of_tens_of_thousands_of_levels_are_refused(MqttVersion version) {
        String deep = "/".repeat(32_000);
        String wild = "+/".repeat(32_000) + "#";
        connected(version).send(publish(deep, "x")).expectEnd(0x90, 0x81, 0x82);
        connected(version).send(publish(deep, "x").retain()).expectEnd(0x90, 0x81, 0x82);
        for (String filter : new String[] {deep, wild, "$share/g/" + deep}) {
            connected(version).sendSubscribe(filters(1).filter(filter, 0)).expectEnd(0x8F, 0x81, 0x82);
            connected(version).sendUnsubscribe(filters(1).filter(filter)).expectEnd(0x8F, 0x81, 0x82);
        }
        RawMqttClient willing = open(version).send(connect(version, clientId()).will(WillSpec.will(deep, "x")));
        assertThat(willing.expectEndEventually()).allMatch(packet -> packet.reasonCode() != 0);
        expectHealth();
    }

    @EveryVersion
    void ten_thousand_filters_in_one_packet_are_refused(MqttVersion version) {
        SubscribePacket subscribe = filters(1);
        for (int i = 0; i < 10_000; i++) {
            subscribe.filter("f/" + i, 0);
        }
        connected(version).sendSubscribe(subscribe).expectEnd(0x97, 0x83, 0x80, 0x81, 0x82);
        expectHealth();
    }

    @Test
    void thousands_of_user_properties_are_refused() {
        var message = publish(topic(), "x");
        for (int i = 0; i < 5_000; i++) {
            message.user("k", "v");
        }
        connected(MqttVersion.V5).send(message).expectEnd(0x97, 0x83, 0x80, 0x81, 0x82);
        ConnectPacket connect = connect(MqttVersion.V5, clientId());
        for (int i = 0; i < 5_000; i++) {
            connect.with(Prop.USER_PROPERTY, Map.entry("k", "v"));
        }
        open(MqttVersion.V5).send(connect).expectRefusedOrClosed();
        expectHealth();
    }

    @EveryVersion
    void half_sent_connects_hold_nobody_up_and_end_in_time(MqttVersion version) {
        byte[] header = Wire.wire().raw(0x10, 0x80, 0x80, 0x03).bytes();
        List<RawMqttClient> trickling = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            trickling.add(open(version).send(header).send(new byte[100]));
        }
        expectHealth();
        trickling.forEach(RawMqttClient::expectEndEventually);
        expectHealth();
    }

    @Test
    void properties_whose_length_is_a_lie_are_refused() {
        int[][] lengths = {
            {0xFF, 0xFF, 0xFF, 0x7F},
            {0x80, 0x80, 0x80, 0x80, 0x01},
            {0xFF, 0xFF, 0xFF, 0xFF},
            {0x80},
            {0xFF, 0xFF, 0x03}
        };
        for (int[] length : lengths) {
            byte[] connect = Wire.wire()
                    .string("MQTT")
                    .u8(5)
                    .u8(2)
                    .u16(60)
                    .raw(length)
                    .u16(0)
                    .bytes();
            open(MqttVersion.V5).send(Wire.packet(0x10, connect)).expectRefusedOrClosed();
            byte[] message = Wire.wire().string("t").raw(length).u16(0).bytes();
            connected(MqttVersion.V5).send(Wire.packet(0x30, message)).expectEnd(0x81, 0x82);
        }
        expectHealth();
    }

    @EveryVersion
    void identifiers_that_mean_something_elsewhere_mean_nothing_here(MqttVersion version) {
        String[] names = {
            "__proto__",
            "constructor",
            "../../etc/passwd",
            "..",
            "/",
            "//",
            "C:\\CON",
            "null",
            "true",
            "{}",
            "[]",
            "'; DROP TABLE x; --",
            "%s%n%x",
            "${jndi:ldap://x/y}",
            "java.lang.String",
            "a".repeat(200),
            "#",
            "+",
            "a/+/b",
            ".*",
            "a|b",
            "]-["
        };
        for (String name : names) {
            String id = (clientId() + name).substring(0, Math.min(250, (clientId() + name).length()));
            RawMqttClient client = connected(connect(version, id).persistent());
            String nearby = id + "1";
            connected(connect(version, nearby).persistent()).subscribe(topic(), 1);
            client.subscribe(topic(), 1);
            client.sendDisconnect().expectClosed();
            open(version).resume(connect(version, id).persistent());
            open(version).connect(connect(version, id));
            open(version).resume(connect(version, nearby).persistent());
            open(version).connect(connect(version, nearby));
        }
        expectHealth();
    }

    @EveryVersion
    void line_breaks_in_names_forge_no_log_lines(MqttVersion version) {
        String forged = "forged" + clientId();
        RawMqttClient client = open(version);
        client.send(connect(version, "x\r\n" + forged).username("u\n" + forged));
        client.send(0x00, 0x00);
        client.expectEndEventually();
        assertThat(broker().logged()).noneMatch(line -> line.startsWith(forged) || line.contains("\n" + forged));
        expectHealth();
    }

    @EveryVersion
    @Checklist(24)
    void topics_that_begin_with_a_dollar_do_no_harm(MqttVersion version) {
        for (String name :
                new String[] {"$", "$x", "$SYS", "$SYS/x", "$share/g/x", "$share", "$CONTROL/x", "$queue/x"}) {
            for (int qos = 0; qos <= 2; qos++) {
                RawMqttClient client = connected(version);
                client.send(publish(name, "x").qos(qos, 1)).sendPing();
                client.poll(Duration.ofMillis(500));
            }
        }
        expectHealth();
    }

    @EveryVersion
    void every_packet_may_come_twice_and_after_disconnect(MqttVersion version) {
        byte[][] packets = {
            publish(topic(), "x").bytes(version),
            publish(topic(), "x").qos(1, 1).bytes(version),
            publish(topic(), "x").qos(2, 1).bytes(version),
            {0x40, 2, 0, 1},
            {0x50, 2, 0, 1},
            {0x62, 2, 0, 1},
            {0x70, 2, 0, 1},
            filters(1).filter(topic(), 1).subscribeBytes(version),
            filters(1).filter(topic()).unsubscribeBytes(version),
            {(byte) 0xC0, 0},
            {(byte) 0xE0, 0}
        };
        for (byte[] packet : packets) {
            connected(version).send(packet).send(packet).sendPing().drain(Duration.ofMillis(50));
            connected(version).sendDisconnect().send(packet).expectEndEventually();
        }
        expectHealth();
    }

    @EveryVersion
    void a_client_that_only_writes_does_not_fill_the_brokers_memory(MqttVersion version) {
        RawMqttClient greedy = connected(version);
        Thread flood = new Thread(() -> {
            byte[] pings = new byte[20_000];
            for (int i = 0; i < pings.length; i += 2) {
                pings[i] = (byte) 0xC0;
            }
            for (int i = 0; i < 2_000 && !greedy.isClosed(); i++) {
                greedy.send(pings);
            }
        });
        flood.setDaemon(true);
        flood.start();
        for (int i = 0; i < 200; i++) {
            expectHealth();
        }
        greedy.cut();
    }

    @Test
    void legal_extremes_are_accepted() {
        ConnectPacket extreme = connect(MqttVersion.V5, clientId())
                .keepAlive(65_535)
                .with(Prop.RECEIVE_MAXIMUM, 65_535)
                .with(Prop.MAXIMUM_PACKET_SIZE, 0xFFFF_FFFFL)
                .with(Prop.TOPIC_ALIAS_MAXIMUM, 65_535)
                .will(WillSpec.will(topic(), "x").with(Prop.WILL_DELAY_INTERVAL, 0xFFFF_FFFFL));
        RawMqttClient client = connected(extreme);
        client.subscribe(topic, 1);
        publisher.publish(publish(topic, "x").qos(1, 1).with(Prop.MESSAGE_EXPIRY_INTERVAL, 0xFFFF_FFFFL));
        Packet received = client.receive("x");
        assertThat(received.props().number(Prop.MESSAGE_EXPIRY_INTERVAL, 0)).isGreaterThan(0xFFFF_0000L);
        subscriber.receive("x");
        client.sendDisconnect().expectClosed();
        expectHealth();
    }

    @EveryVersion
    void many_bad_connects_leave_nothing_behind(MqttVersion version) {
        byte[] good = connect(version, clientId())
                .will(WillSpec.will(topic(), "x"))
                .username("u")
                .password("p")
                .bytes();
        for (int i = 0; i < 300; i++) {
            byte[] bad = good.clone();
            bad[2 + i % (bad.length - 2)] ^= (byte) 0xA5;
            open(version).send(bad).cut();
        }
        expectHealth();
    }
}
