package io.ternmq.transport.connection;

import io.ternmq.event.Counter;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.transport.loop.TickWheel;
import io.ternmq.transport.loop.Ticking;

/**
 * All that a connection does by the clock, as numbers of ticks: the time limit of its present step, keep alive, its life
 * time, and the look after pauses that end by themselves. Nothing is scheduled when something is received.
 */
public final class ConnectionTimers extends Ticking {
    private static final int FAR = 1_000_000;
    private static final int POLL_TICKS = 2;
    /** How long an ended connection may still take to read what was written. */
    private static final int LINGER_TICKS = 2 * TickWheel.TICKS_PER_SECOND;

    private final NettyConnection connection;
    private int deadline;
    private int lastHeardAt;
    private int keepAliveTicks;
    private int lifetimeEnd;
    private boolean mortal;

    ConnectionTimers(NettyConnection connection) {
        this.connection = connection;
    }

    public NettyConnection connection() {
        return connection;
    }

    /** Begins on a loop, the first or another one, with a new time limit for the present step. */
    void begin(int limitTicks) {
        lastHeardAt = now();
        deadline = lastHeardAt + limitTicks;
        wheel().add(this, deadline);
    }

    /** Nothing is left on the loop. */
    void end() {
        wheel().remove(this);
    }

    /** The step that begins now may take so long. */
    void limitStep(int ticks) {
        deadline = now() + ticks;
        notLaterThan(deadline);
    }

    /** What was written before the end is to be read within a moment. */
    void linger() {
        limitStep(LINGER_TICKS);
    }

    /** Something was heard of the client, or it couldn't be heard. */
    void heard() {
        lastHeardAt = now();
    }

    /**
     * By half as much again, and some ticks more for where in a tick the last byte came: on a busy loop several ticks pass at
     * once, after what has been heard meanwhile was noted at the tick before them. It must never be too early
     * (MQTT-3.1.2-22).
     */
    void keepAlive(int seconds) {
        keepAliveTicks = seconds == 0 ? 0 : seconds * TickWheel.TICKS_PER_SECOND * 3 / 2 + TickWheel.MAX_JUMP;
        notLaterThan(now() + Math.max(keepAliveTicks, 1));
    }

    /** The connection ends in so many ticks; 0 is no limit. */
    void lifetime(int ticks) {
        mortal = ticks > 0;
        lifetimeEnd = now() + ticks;
    }

    void pollSoon() {
        notLaterThan(now() + POLL_TICKS);
    }

    private void notLaterThan(int tick) {
        wheel().notLaterThan(this, tick);
    }

    private int now() {
        return connection.home().now();
    }

    private TickWheel wheel() {
        return connection.home().loop.wheel();
    }

    @Override
    protected int onDue(int now) {
        switch (connection.phase()) {
            case OPEN -> endIfOverdue(now);
            case CLOSING -> {
                if (now - deadline >= 0) {
                    connection.channel().unsafe().close(connection.channel().voidPromise());
                }
            }
            default -> {
                if (now - deadline >= 0 && !connection.reading().has(Reading.PARKED | Reading.MOVING)) {
                    connection.counters().add(Counter.SOCKET_CLOSE_TIMEOUT, 1);
                    connection.disconnect(
                            ReasonCode.UNSPECIFIED_ERROR, connection.phase().missed() + " in time");
                }
            }
        }
        return connection.isGone() ? NEVER : nextDue(now);
    }

    private void endIfOverdue(int now) {
        if (mortal && now - lifetimeEnd >= 0) {
            connection.disconnect(ReasonCode.ADMINISTRATIVE_ACTION, "the connection has lived as long as it may");
        } else if (isSilentTooLong(now)) {
            ProtocolVersion version = connection.peer().version();
            connection.counters().add(Counter.CLIENT_KEEPALIVE_EXPIRED, version, 1);
            connection.disconnect(
                    ReasonCode.KEEP_ALIVE_TIMEOUT, "nothing was heard for one and a half times the keep alive");
        } else {
            connection.reading().poll();
        }
    }

    private boolean isSilentTooLong(int now) {
        return keepAliveTicks > 0 && !connection.reading().excusesSilence() && now - lastHeardAt >= keepAliveTicks;
    }

    private int nextDue(int now) {
        if (connection.phase() != Phase.OPEN) {
            return now - deadline < 0 ? deadline : now + POLL_TICKS;
        }
        if (connection.reading().wantsPolling()) {
            return now + POLL_TICKS;
        }
        int next = now + FAR;
        if (keepAliveTicks > 0) {
            next = (connection.reading().excusesSilence() ? now : lastHeardAt) + keepAliveTicks;
        }
        return mortal && lifetimeEnd - next < 0 ? lifetimeEnd : next;
    }
}
