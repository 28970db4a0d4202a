package io.ternmq.protocol;

/**
 * What a client asks of one subscription (MQTT 5 section 3.8.3.1). The 3.x versions ask only for a QoS.
 *
 * @param qos the maximum QoS of deliveries
 * @param noLocal whether the client's own publishes are kept from it
 * @param retainAsPublished whether deliveries keep the publisher's retain flag
 * @param retainHandling what is sent of the retained messages at the time of subscribing
 */
public record SubscriptionOptions(Qos qos, boolean noLocal, boolean retainAsPublished, RetainHandling retainHandling) {

    /** What to send of the retained messages when a subscription is made. The ordinal is the value on the wire. */
    public enum RetainHandling {
        SEND,
        SEND_IF_NEW,
        DO_NOT_SEND
    }

    /** All there are: a node may have a subscription for each of a million clients. */
    private static final SubscriptionOptions[] SHARED = shared();

    private static SubscriptionOptions[] shared() {
        RetainHandling[] handlings = RetainHandling.values();
        SubscriptionOptions[] all = new SubscriptionOptions[Qos.values().length * 4 * handlings.length];
        for (Qos qos : Qos.values()) {
            for (RetainHandling handling : handlings) {
                for (int flags = 0; flags < 4; flags++) {
                    boolean noLocal = (flags & 1) != 0;
                    boolean asPublished = (flags & 2) != 0;
                    all[index(qos, noLocal, asPublished, handling)] =
                            new SubscriptionOptions(qos, noLocal, asPublished, handling);
                }
            }
        }
        return all;
    }

    private static int index(Qos qos, boolean noLocal, boolean retainAsPublished, RetainHandling handling) {
        return (handling.ordinal() * 3 + qos.ordinal()) * 4 + (noLocal ? 1 : 0) + (retainAsPublished ? 2 : 0);
    }

    /** The options, without making an object. */
    public static SubscriptionOptions of(
            Qos qos, boolean noLocal, boolean retainAsPublished, RetainHandling retainHandling) {
        return SHARED[index(qos, noLocal, retainAsPublished, retainHandling)];
    }

    /** The options of a 3.x subscription. */
    public static SubscriptionOptions ofQos(Qos qos) {
        return of(qos, false, false, RetainHandling.SEND);
    }

    public SubscriptionOptions withQos(Qos granted) {
        return of(granted, noLocal, retainAsPublished, retainHandling);
    }
}
