package io.ternmq.durability;

/** What a judge can find. */
enum Fault {
    /** An acknowledged message never reached a subscriber. */
    MISSING("acknowledged and never delivered"),
    /** A QoS 2 message reached an application more than once. */
    DUPLICATE("delivered twice at QoS 2"),
    /** First deliveries of one publisher, topic and QoS came in another order than they were begun. */
    DISORDER("delivered after a later one"),
    /** A retained value was older than the last acknowledged. */
    STALE_VALUE("older than the last acknowledged retained value"),
    /** A retained value was acknowledged and isn't there. */
    LOST_VALUE("no retained value where one was acknowledged"),
    /** A CONNACK said no to a session that has to be there. */
    SESSION_LOST("session absent that has to be present"),
    /** A CONNACK said yes to a session that was ended. */
    SESSION_REVIVED("session present that was ended"),
    /** A delivery that fits nothing: unknown number, wrong topic or wrong QoS. */
    GARBLED("a delivery that nobody published or subscribed to like this"),
    /** What a client complained of at once. */
    COMPLAINT("against the protocol");

    private final String text;

    Fault(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
