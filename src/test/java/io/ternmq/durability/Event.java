package io.ternmq.durability;

/**
 * An event of a history in 64 bits: kind (4), client (12), detail (16), message (32). The detail of what has a message is its
 * topic (11 bits), two flags (2), the QoS (2) and one flag more (1).
 */
final class Event {
    static final int MAX_CLIENTS = 1 << 12;
    static final int MAX_TOPICS = 1 << 11;
    private static final EventKind[] KINDS = EventKind.values();
    private static final int RETAIN = 1;
    private static final int DUP = 2;
    private static final int CLEAR = 4;

    private Event() {}

    static long of(EventKind kind, int client, int detail, int message) {
        return (long) kind.ordinal() << 60
                | (long) (client & 0xFFF) << 48
                | (long) (detail & 0xFFFF) << 32
                | message & 0xFFFF_FFFFL;
    }

    /** @param clear whether the publish removes the retained value */
    static int detail(int topic, int qos, boolean retain, boolean dup, boolean clear) {
        return topic << 5 | qos << 3 | (clear ? CLEAR : 0) | (dup ? DUP : 0) | (retain ? RETAIN : 0);
    }

    static EventKind kind(long event) {
        return KINDS[(int) (event >>> 60)];
    }

    static int client(long event) {
        return (int) (event >>> 48) & 0xFFF;
    }

    static int detail(long event) {
        return (int) (event >>> 32) & 0xFFFF;
    }

    static int message(long event) {
        return (int) event;
    }

    static int topic(int detail) {
        return detail >>> 5;
    }

    static int qos(int detail) {
        return detail >>> 3 & 3;
    }

    static boolean retain(int detail) {
        return (detail & RETAIN) != 0;
    }

    static boolean dup(int detail) {
        return (detail & DUP) != 0;
    }

    static boolean clear(int detail) {
        return (detail & CLEAR) != 0;
    }

    /** One line for the dump. */
    static String text(long event) {
        EventKind kind = kind(event);
        int detail = detail(event);
        String head = kind + " client " + client(event);
        return switch (kind) {
            case TIME -> "TIME " + message(event) + " ms";
            case BEGUN, DELIVERED, VALUE ->
                head + " message " + message(event) + " topic " + topic(detail) + " qos " + qos(detail)
                        + (retain(detail) ? " retain" : "") + (dup(detail) ? " dup" : "")
                        + (clear(detail) ? " clear" : "");
            case RESENT, RECEIVED, ACKNOWLEDGED, REFUSED, ABANDONED -> head + " message " + message(event);
            case CONNECTED ->
                head + " " + Presence.values()[detail >>> 1] + ((detail & 1) != 0 ? " present" : " absent");
            case BROKER -> kind + " " + Blow.values()[detail] + " in cycle " + message(event);
            case SUBSCRIBED, ENDED, READ_BEGUN, READ_ENDED, COMPLAINT -> head + " " + detail + " " + message(event);
        };
    }
}
