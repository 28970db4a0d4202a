package io.ternmq.routing;

import io.ternmq.protocol.Qos;
import io.ternmq.protocol.SubscriptionOptions;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.routing.MatchingBenchmark.Kind;

/** A node with many filters of a plant with sites, lines and devices, spread over 1000 receivers on two loops. */
final class ManyFilters implements AutoCloseable {
    private static final SubscriptionOptions OPTIONS = SubscriptionOptions.ofQos(Qos.AT_LEAST_ONCE);
    private static final int RECEIVERS = 1000;

    private final Kind kind;
    private final RoutingFixture node = new RoutingFixture(TestLoops.stepped(2, 1));
    private final TestReceiver[] receivers = new TestReceiver[RECEIVERS];

    ManyFilters(Kind kind, int filters) {
        this.kind = kind;
        for (int i = 0; i < RECEIVERS; i++) {
            receivers[i] = node.receiver("client" + i, i % 2);
        }
        for (int i = 0; i < filters; i++) {
            add(i, filter(i));
        }
    }

    /** The filter of a number; with {@link Kind#SHARED} ten numbers have the same. */
    String filter(int number) {
        int device = kind == Kind.SHARED ? number / 10 : number;
        String base = "plant/site" + device % 100 + "/device" + device;
        String wildcard = device % 2 == 0 ? base + "/+/humidity" : base + "/events/#";
        return switch (kind) {
            case EXACT -> base + "/sensors/temperature";
            case WILDCARD -> wildcard;
            case SHARED -> "$share/group/" + wildcard;
        };
    }

    /** A topic that the filter of the number matches, and no other one does. */
    String topic(int number) {
        int device = kind == Kind.SHARED ? number / 10 : number;
        String base = "plant/site" + device % 100 + "/device" + device;
        if (kind == Kind.EXACT) {
            return base + "/sensors/temperature";
        }
        return device % 2 == 0 ? base + "/sensors/humidity" : base + "/events/a/b";
    }

    void add(int number, String filter) {
        node.table.add(new Subscription(receiver(number), TopicFilter.of(filter), OPTIONS, 0));
    }

    void remove(int number, String filter) {
        node.table.remove(receiver(number), TopicFilter.of(filter));
    }

    private Receiver receiver(int number) {
        return receivers[number % RECEIVERS];
    }

    Router router() {
        return node.routers.get(0);
    }

    FilterTree tree() {
        return node.table.tree("");
    }

    /** What the table thinks that it takes. */
    long approximateBytes() {
        return node.table.approximateBytes();
    }

    @Override
    public void close() {
        node.close();
    }
}
