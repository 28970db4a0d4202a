package io.ternmq.session;

import io.ternmq.protocol.Connect;
import io.ternmq.protocol.Will;

/**
 * The will of Mosquitto's bridges, which leave one to {@code $SYS/broker/connection/<client id>/state} unless they are told not to.
 * Other brokers don't let clients write there either, but don't refuse bridges for it; so the bridge is admitted, without its will.
 */
final class BridgeState {
    private static final String PREFIX = "$SYS/broker/connection/";
    private static final String SUFFIX = "/state";

    private BridgeState() {}

    /** Whether the connect comes with such a will. */
    static boolean isLeftBy(Connect connect) {
        Will will = connect.will();
        return will != null
                && will.topic().isSystem()
                && will.topic().toString().equals(PREFIX + connect.clientId() + SUFFIX);
    }
}
