package io.ternmq.session;

import io.ternmq.Heap;
import io.ternmq.protocol.Connect;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.ReasonCode;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures by hand what an idle session takes of the heap, with and without a connection, all but transport's part. Run
 * {@code main} with a heap that holds as many as are asked for; the argument is their number.
 */
final class SessionFootprint {
    private SessionFootprint() {}

    public static void main(String[] args) throws InterruptedException {
        int count = args.length == 0 ? 200_000 : Integer.parseInt(args[0]);
        TestNode node = TestNode.parts().start();
        List<IdleConnection> connections = new ArrayList<>(count);
        long empty = Heap.used();
        for (int i = 0; i < count; i++) {
            connections.add(new IdleConnection(node.loops.get(0)));
        }
        long bare = Heap.used();
        for (int i = 0; i < count; i++) {
            connect(node, connections.get(i), "client-" + i);
        }
        node.happened.clear();
        long online = Heap.used();
        for (IdleConnection connection : connections) {
            node.on(connection.loop, () -> connection.session.onClosed(ReasonCode.SUCCESS, ""));
        }
        connections.clear();
        node.settle();
        long offline = Heap.used();
        System.out.printf(
                "%d sessions: online %d B each (the test's connection of %d B apart), offline %d B each%n",
                node.sessions.offline(), (online - bare) / count, (bare - empty) / count, (offline - empty) / count);
    }

    private static void connect(TestNode node, IdleConnection connection, String id) {
        Properties properties = Properties.create().set(Property.SESSION_EXPIRY_INTERVAL, 86_400);
        Connect connect = new Connect(ProtocolVersion.MQTT_5, false, false, 60, id, null, null, null, properties);
        node.on(connection.loop, () -> node.sessions.connector(connection).onConnect(connect));
        node.settle();
    }
}
