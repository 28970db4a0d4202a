package io.ternmq.transport.connection;

import java.util.ArrayDeque;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets only so many TLS handshakes of a loop be under way; the others wait unread, in line, until their time is up. So a crowd
 * that comes back at once is served at the pace that the cores allow. On the loop only.
 */
final class HandshakeGate {
    private final IntSupplier limit;
    private final ArrayDeque<NettyConnection> waiting = new ArrayDeque<>();
    private int underWay;

    HandshakeGate(IntSupplier limit) {
        this.limit = limit;
    }

    /** Whether the handshake may begin; if not, its reading is resumed when it may. */
    boolean enter(NettyConnection connection) {
        if (underWay < limit.getAsInt()) {
            underWay++;
            return true;
        }
        waiting.add(connection);
        return false;
    }

    /** A handshake that had entered has ended, well or not. */
    void leave() {
        underWay--;
        NettyConnection next = nextWaiting();
        if (next != null) {
            underWay++;
            next.reading().resume(Reading.GATE);
        }
    }

    /** One that waits has gone. */
    void forget(NettyConnection connection) {
        waiting.remove(connection);
    }

    private @Nullable NettyConnection nextWaiting() {
        return underWay < limit.getAsInt() ? waiting.poll() : null;
    }
}
