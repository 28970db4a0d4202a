package io.ternmq.console;

import io.ternmq.config.ListenerSettings.Kind;
import io.ternmq.event.Counter;
import io.ternmq.event.DropReason;
import io.ternmq.observe.ListenerFacts;
import io.ternmq.observe.ListenerFacts.State;
import io.ternmq.observe.NodeToWatch;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.ReasonCode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Serves the status page with figures like those of a busy node, to look at while it is designed. The first argument is the
 * port; "trouble" as the second shows problems.
 */
public final class StatusPageDemo {
    private StatusPageDemo() {}

    public static void main(String[] arguments) {
        boolean trouble = arguments.length > 1 && arguments[1].equals("trouble");
        NodeToWatch node = new NodeToWatch(Map.of("ternmq.node-name", "tern-1.harbour.example"));
        node.listeners = List.of(
                listener("default", Kind.TCP, 1883, 11_842, 0, State.RUNNING),
                listener("tls", Kind.SSL, 8883, 564, 20_000, State.RUNNING),
                listener("websocket", Kind.WS, 8080, 91, 0, State.RUNNING),
                listener("vessel-tracking", Kind.WSS, 8443, 0, 5_000, trouble ? State.STOPPED : State.RUNNING));
        node.subscriptions = 48_213;
        node.retained = 3_907;
        Executors.newSingleThreadScheduledExecutor()
                .scheduleAtFixedRate(() -> tick(node, trouble), 0, 100, TimeUnit.MILLISECONDS);
        WebParts.around(node, "--server.port=" + arguments[0]);
    }

    private static ListenerFacts listener(String name, Kind kind, int port, int connections, int max, State state) {
        return new ListenerFacts(name, kind, "0.0.0.0", port, "", connections, max, false, state);
    }

    private static void tick(NodeToWatch node, boolean trouble) {
        double second = System.nanoTime() / 1e9;
        double wave = 1 + 0.25 * Math.sin(second / 23) + 0.1 * Math.sin(second / 3.1) + 0.05 * Math.random();
        node.lane.add(Counter.MQTT_PUBLISH_RECEIVED, ProtocolVersion.MQTT_5, (long) (412 * wave));
        node.lane.add(
                Counter.MQTT_PUBLISH_SENT, ProtocolVersion.MQTT_5, (long) (1307 * wave * (1 + 0.1 * Math.random())));
        node.lane.add(Counter.BYTES_RECEIVED, (long) (412 * 96 * wave));
        node.lane.add(Counter.BYTES_SENT, (long) (1307 * 96 * wave));
        node.lane.add(Counter.MQTT_CONNECT_RECEIVED, ProtocolVersion.MQTT_5, Math.random() < 0.6 ? 1 : 0);
        node.online = 12_497 + (int) (20 * Math.sin(second / 11));
        node.offline = 3_120;
        node.queued = 1_204 + (long) (300 * Math.random());
        if (trouble && Math.random() < 0.4) {
            node.lane.add(Counter.MESSAGE_DROP, DropReason.QUEUE_FULL, (long) (9 * Math.random()));
            node.lane.add(Counter.CONNECTION_REFUSED, ReasonCode.NOT_AUTHORIZED, 1);
        } else if (Math.random() < 0.05) {
            node.lane.add(Counter.MESSAGE_DROP, DropReason.OFFLINE_QOS0, 1);
        }
    }
}
