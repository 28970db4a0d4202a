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

    /** The options of a 3.x subscription. */
    public static SubscriptionOptions ofQos(Qos qos) {
        return new SubscriptionOptions(qos, false, false, RetainHandling.SEND);
    }

    public SubscriptionOptions withQos(Qos granted) {
        return new SubscriptionOptions(granted, noLocal, retainAsPublished, retainHandling);
    }
}
