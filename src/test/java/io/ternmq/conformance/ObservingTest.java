package io.ternmq.conformance;

import static io.ternmq.conformance.harness.ConnectPacket.connect;
import static io.ternmq.conformance.harness.PublishPacket.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.conformance.harness.BrokerSettings;
import io.ternmq.conformance.harness.BrokerTestCase;
import io.ternmq.conformance.harness.BrokerUnderTest;
import io.ternmq.conformance.harness.EveryVersion;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.Packet;
import io.ternmq.conformance.harness.PacketKind;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.conformance.harness.TestBrokers;
import io.ternmq.conformance.harness.WillSpec;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What can be seen from outside: the $SYS tree, metrics, status, health; and how a broker stops. */
class ObservingTest extends BrokerTestCase {

    private BrokerUnderTest broker = BrokerUnderTest.shared();

    @Override
    protected BrokerUnderTest broker() {
        return broker;
    }

    private HttpResponse<String> get(String path) {
        try {
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(broker.http(path)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(path, e);
        }
    }

    /** The sum of a counter over its labels; 0 when it is not there. */
    private double counter(String name) {
        Matcher lines = Pattern.compile("^vernemq_" + name + "(\\{[^}]*})? ([0-9.eE+]+)", Pattern.MULTILINE)
                .matcher(get("/metrics").body());
        double sum = 0;
        while (lines.find()) {
            sum += Double.parseDouble(lines.group(2));
        }
        return sum;
    }

    @Test
    @Checklist(122)
    void the_sys_tree_is_published_at_its_interval() {
        broker = TestBrokers.withQuickSysTree();
        RawMqttClient client = connected(MqttVersion.V5);
        client.subscribe("$SYS/sys-node/mqtt/connect/received", 1);
        // The first one is the retained one, from before this client; two live ones in a row tell the same number.
        Packet packet = client.receive();
        Packet next = client.receive();
        while (packet.retain() || !packet.text().equals(next.text())) {
            packet = next;
            next = client.receive();
        }
        assertThat(Integer.parseInt(next.text())).isPositive();
        assertThat(next.qos()).isEqualTo(1);
        RawMqttClient late = connected(MqttVersion.V311);
        late.subscribe("$SYS/#", 0);
        assertThat(late.receive().retain()).isTrue();
    }

    @Test
    @Checklist({123, 126})
    void counters_move_with_their_events() {
        String topic = topic();
        String[] moving = {
            "mqtt_connect_received",
            "mqtt_publish_received",
            "mqtt_publish_sent",
            "mqtt_subscribe_received",
            "mqtt_puback_sent",
            "socket_open",
            "bytes_received",
            "bytes_sent",
            "queue_message_in"
        };
        double[] before = new double[moving.length];
        for (int i = 0; i < moving.length; i++) {
            before[i] = counter(moving[i]);
        }
        RawMqttClient client = connected(MqttVersion.V5);
        client.subscribe(topic, 1);
        client.publish(publish(topic, "x").qos(1, 1));
        client.receive("x");
        for (int i = 0; i < moving.length; i++) {
            String name = moving[i];
            double old = before[i];
            await(name).untilAsserted(() -> assertThat(counter(name)).as(name).isGreaterThan(old));
        }
    }

    @Test
    @Checklist({16, 126})
    void an_expired_keep_alive_is_counted() {
        double before = counter("client_keepalive_expired");
        connected(connect(MqttVersion.V5, clientId()).keepAlive(1)).expectEnd(0x8D);
        await().untilAsserted(
                        () -> assertThat(counter("client_keepalive_expired")).isGreaterThan(before));
    }

    @Test
    @Checklist({50, 126})
    void messages_dropped_for_an_absent_client_are_counted() {
        String id = clientId();
        String topic = topic();
        RawMqttClient first = subscribed(MqttVersion.V311, id, topic, 1);
        first.sendDisconnect().expectClosed();
        double before = counter("queue_message_unhandled");
        connected(MqttVersion.V311).publish(topic, "at most once");
        await().untilAsserted(
                        () -> assertThat(counter("queue_message_unhandled")).isGreaterThan(before));
    }

    @Test
    @Checklist(123)
    void health_and_status_answer_as_vernemqs() {
        assertThat(get("/health").statusCode()).isEqualTo(200);
        assertThat(get("/health").body()).contains("\"OK\"");
        assertThat(get("/health/ping").statusCode()).isEqualTo(200);
        assertThat(get("/health/listeners").statusCode()).isEqualTo(200);
        assertThat(get("/status.json").body()).startsWith("[").contains("num_online", "num_retained", "listeners");
        assertThat(get("/metrics").body()).contains("# HELP", "# TYPE", "vernemq_mqtt_publish_received");
    }

    @Test
    @Checklist(118)
    void no_password_reaches_the_log() {
        String secret = "s3cret" + clientId();
        RawMqttClient client = open(MqttVersion.V5);
        client.send(connect(MqttVersion.V5, "x".repeat(2000)).username("u").password(secret))
                .expectRefused(0x85);
        connected(connect(MqttVersion.V5, clientId()).username("u").password(secret))
                .send(0x00, 0x00)
                .expectEnd(0x81, 0x82);
        assertThat(broker.logged()).noneMatch(line -> line.contains(secret));
    }

    @EveryVersion
    @Normative("MQTT5-3.14.2-1")
    @Checklist(130)
    void a_stopping_broker_says_good_bye(MqttVersion version) {
        broker = BrokerUnderTest.start(BrokerSettings.defaults().with("ternmq.access.allow-anonymous", "true"));
        RawMqttClient client = connected(connect(version, clientId()).will(WillSpec.will(topic(), "x")));
        client.publish(publish(topic(), "x").qos(1, 1));
        broker.close();
        if (version.hasProperties()) {
            Packet last = client.expect(PacketKind.DISCONNECT);
            assertThat(last.reasonCode()).isEqualTo(0x8B);
        }
        client.expectClosed();
    }
}
