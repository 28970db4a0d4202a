package io.ternmq.transport.loop;

import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.ternmq.routing.Loop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event loop of MQTT. A turn is: what has come from the sockets, then tasks, then the end of the turn. At the end of the
 * turn run first the tasks that asked for it (hand-offs, store batches), then each connection that has something to write
 * is flushed once. What those add is done in the same end of turn, for a bounded number of rounds, and after that in the next
 * turn, so that sockets are never starved.
 *
 * <p>All state belongs to the loop's thread; {@link #execute} and {@link #inLoop} alone are for any thread.
 */
public final class NettyLoop implements Loop {
    private static final Logger LOG = LoggerFactory.getLogger(NettyLoop.class);
    /** How often what the end of a turn adds to itself is still done in the same turn. */
    private static final int MAX_ROUNDS = 8;

    private final int index;
    private final SingleThreadEventLoop eventLoop;
    private final TickWheel wheel = new TickWheel();
    private final ArrayDeque<Runnable> endOfTurn = new ArrayDeque<>();
    private final Runnable endTurn = this::endTurn;
    private final Runnable endNextTurn = this::askForEnd;
    private List<Flushable> dirty = new ArrayList<>();
    private List<Flushable> flushing = new ArrayList<>();
    private boolean endIsDue;
    private long nowMillis;
    private long tickedAtNanos = System.nanoTime();

    /** Something that collects output and writes it at the end of the turn. */
    public interface Flushable {
        /** Writes what has been collected. On the loop. */
        void flushAtEndOfTurn();
    }

    public NettyLoop(int index, EventLoop eventLoop) {
        this.index = index;
        this.eventLoop = (SingleThreadEventLoop) eventLoop;
    }

    /** Starts the clock of the wheel; from any thread, once. */
    public void start() {
        eventLoop.scheduleWithFixedDelay(
                this::tick, TickWheel.TICK_MILLIS, TickWheel.TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public boolean inLoop() {
        return eventLoop.inEventLoop();
    }

    @Override
    public void execute(Runnable task) {
        eventLoop.execute(task);
    }

    @Override
    public void atEndOfTurn(Runnable task) {
        endOfTurn.add(task);
        dueAtEnd();
    }

    /** Has it flushed at the end of the turn. On the loop; the caller asks once until it has been flushed. */
    public void flushAtEndOfTurn(Flushable connection) {
        dirty.add(connection);
        dueAtEnd();
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        ScheduledFuture<?> scheduled = eventLoop.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    @Override
    public long nowMillis() {
        long now = nowMillis;
        if (now == 0) {
            now = System.currentTimeMillis();
            nowMillis = now;
            dueAtEnd();
        }
        return now;
    }

    /** The timers of this loop's connections. */
    public TickWheel wheel() {
        return wheel;
    }

    /** Netty's side of it: where channels are registered. */
    public EventLoop eventLoop() {
        return eventLoop;
    }

    private void dueAtEnd() {
        if (!endIsDue) {
            endIsDue = true;
            askForEnd();
        }
    }

    private void askForEnd() {
        eventLoop.executeAfterEventLoopIteration(endTurn);
    }

    private void endTurn() {
        for (int round = 0; round < MAX_ROUNDS && hasWork(); round++) {
            runEndOfTurn();
            flushDirty();
        }
        nowMillis = 0;
        if (hasWork()) {
            // By way of a task: what is asked for here for the end of the turn would still be done in this one.
            eventLoop.execute(endNextTurn);
        } else {
            endIsDue = false;
        }
    }

    private boolean hasWork() {
        return !endOfTurn.isEmpty() || !dirty.isEmpty();
    }

    private void runEndOfTurn() {
        for (int left = endOfTurn.size(); left > 0; left--) {
            try {
                endOfTurn.remove().run();
            } catch (RuntimeException e) {
                LOG.error("A task at the end of a turn of loop {} failed", index, e);
            }
        }
    }

    private void flushDirty() {
        List<Flushable> now = dirty;
        dirty = flushing;
        flushing = now;
        for (int i = 0; i < now.size(); i++) {
            try {
                now.get(i).flushAtEndOfTurn();
            } catch (RuntimeException e) {
                LOG.error("Flushing a connection of loop {} failed", index, e);
            }
        }
        now.clear();
    }

    /**
     * Lets the wheel follow the clock. Time in which the loop itself stood still (a collection, a laptop asleep) counts for a few
     * ticks at the most: what clients sent meanwhile has not been read yet, and it isn't they who were silent.
     */
    private void tick() {
        long now = System.nanoTime();
        long ticks = (now - tickedAtNanos) / TickWheel.TICK_NANOS;
        tickedAtNanos += ticks * TickWheel.TICK_NANOS;
        wheel.advance((int) Math.min(ticks, TickWheel.MAX_JUMP));
    }
}
