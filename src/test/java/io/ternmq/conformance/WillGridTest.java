package io.ternmq.conformance;

import static io.ternmq.conformance.harness.ConnectPacket.connect;
import static io.ternmq.conformance.harness.PublishPacket.publish;

import io.ternmq.conformance.harness.BrokerTestCase;
import io.ternmq.conformance.harness.ConnectPacket;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.conformance.harness.WillSpec;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The will for each combination of will delay, session expiry and the way in which a connection ends. */
class WillGridTest extends BrokerTestCase {

    /** How a connection ends. */
    enum End {
        CUT,
        DISCONNECT,
        RESUMED,
        REPLACED
    }

    private static final int LONG = 3600;

    static Stream<Arguments> grid() {
        return Stream.of(0, 1, LONG)
                .flatMap(delay -> Stream.of(0, 1, LONG)
                        .flatMap(expiry -> Stream.of(End.values()).map(end -> Arguments.of(delay, expiry, end))));
    }

    /** Whether the will comes, at once or within a second or two. */
    private static boolean comes(int delay, int expiry, End end) {
        return switch (end) {
            case DISCONNECT -> false;
            case CUT -> Math.min(delay, expiry) < LONG;
            case REPLACED -> true;
            case RESUMED -> delay == 0 || expiry == 0;
        };
    }

    @ParameterizedTest(name = "delay {0}, expiry {1}, {2}")
    @MethodSource("grid")
    @Normative({"MQTT5-3.1.2-8", "MQTT5-3.1.2-10", "MQTT5-3.1.3-9", "MQTT5-3.14.4-3"})
    @Checklist(14)
    void the_will_comes_exactly_when_it_should(int delay, int expiry, End end) {
        String id = clientId();
        String topic = topic();
        RawMqttClient watcher = connected(MqttVersion.V5);
        watcher.subscribe(topic, 1);
        ConnectPacket willing = connect(MqttVersion.V5, id)
                .sessionExpiry(expiry)
                .will(WillSpec.will(topic, "will").withQos(1).delayed(delay));
        RawMqttClient client = connected(willing);
        switch (end) {
            case CUT -> client.cut();
            case DISCONNECT -> client.sendDisconnect().expectClosed();
            case RESUMED ->
                connected(connect(MqttVersion.V5, id).cleanStart(false).sessionExpiry(expiry));
            case REPLACED -> connected(connect(MqttVersion.V5, id));
        }
        if (comes(delay, expiry, end)) {
            watcher.receive("will");
        } else {
            WillSpec clock = WillSpec.will(topic, "two seconds have passed").delayed(2);
            connected(connect(MqttVersion.V5, clientId()).sessionExpiry(60).will(clock))
                    .cut();
            watcher.receive("two seconds have passed");
        }
        connected(MqttVersion.V5).publish(publish(topic, "marker").qos(1, 1));
        watcher.receive("marker");
    }
}
