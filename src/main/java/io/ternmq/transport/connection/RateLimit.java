package io.ternmq.transport.connection;

import io.ternmq.transport.loop.TickWheel;

/**
 * Messages and bytes per second of one client, as credit that grows with every tick up to one second's worth. What has come is
 * always taken; when the credit is overdrawn, reading rests until it isn't any more. So nothing is lost and the average holds.
 */
final class RateLimit {
    /** Credit is counted in tenths, since a tick is a tenth of a second: so small rates refill exactly. */
    private static final int UNIT = TickWheel.TICKS_PER_SECOND;

    private long messages;
    private long bytes;
    private int refilledAt;
    private boolean started;

    /** Counts what has come; whether the client is still within its rates. A rate of 0 is no limit. */
    boolean take(int now, int messageRate, long byteRate, int newMessages, int newBytes) {
        refill(now, messageRate, byteRate);
        messages -= (long) newMessages * UNIT;
        bytes -= (long) newBytes * UNIT;
        return within(messageRate, byteRate);
    }

    /** Whether the client is within its rates again. */
    boolean recovered(int now, int messageRate, long byteRate) {
        refill(now, messageRate, byteRate);
        return within(messageRate, byteRate);
    }

    private boolean within(int messageRate, long byteRate) {
        return (messageRate == 0 || messages >= 0) && (byteRate == 0 || bytes >= 0);
    }

    private void refill(int now, int messageRate, long byteRate) {
        int ticks = started ? now - refilledAt : UNIT;
        started = true;
        refilledAt = now;
        messages = Math.min((long) messageRate * UNIT, messages + (long) messageRate * ticks);
        bytes = Math.min(byteRate * UNIT, bytes + byteRate * ticks);
    }
}
