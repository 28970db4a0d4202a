package io.ternmq.session;

import io.ternmq.config.Durability;
import io.ternmq.routing.Loop;
import io.ternmq.store.CommitLane;
import io.ternmq.store.MessageStore;
import io.ternmq.store.SessionUid;
import io.ternmq.store.StoreRecord;
import io.ternmq.store.StoredQueue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A loop's lane to the store, and what waits until it has come to some position. On the loop only. */
final class CommitQueue {
    /** Something that happens when the store has come so far. */
    private record Waiting(long position, Runnable then) {}

    /** Somebody who waits for the store for many things, in order. */
    interface Waiter {
        /** The store has come further; gives whether nothing is waited for any more. */
        boolean onCommitted();

        /** The store has been failing for longer than anybody should wait. */
        default void onFailing() {}
    }

    private final Loop loop;
    private final MessageStore store;
    private final CommitLane lane;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final List<Waiter> waiters = new ArrayList<>();
    private final Runnable submit = this::submit;
    private boolean submits;

    CommitQueue(Loop loop, MessageStore store) {
        this.loop = loop;
        this.store = store;
        this.lane = store.lane(loop, this::onCommitted);
    }

    CommitLane lane() {
        return lane;
    }

    /** Appends to the lane, which is handed over at the end of the turn; gives the position. */
    long append(StoreRecord change) {
        return appending().append(change);
    }

    /** The lane, to be appended to now; it is handed over at the end of the turn. */
    CommitLane appending() {
        if (!submits) {
            submits = true;
            loop.atEndOfTurn(submit);
        }
        return lane;
    }

    /** What the store has for a session that is durable. */
    StoredQueue queue(Session session) {
        SessionUid uid = session.durable();
        return uid == null ? StoredQueue.EMPTY : store.queue(uid);
    }

    /** Whether what is recorded can be read back, so that it needn't be kept in memory. */
    boolean keepsMessages() {
        return store.keeps();
    }

    /** Whether everything that was appended is committed. */
    boolean isUpToDate() {
        return committed(lane.position());
    }

    private void submit() {
        submits = false;
        lane.submit();
    }

    boolean committed(long position) {
        return position <= lane.committed();
    }

    /** Up to which position everything is as safe as a level says; null is the node's. */
    long reached(@Nullable Durability level) {
        return level == null ? lane.committed() : lane.committed(level);
    }

    /** What was appended in this turn is to become as safe as a level says. */
    void require(Durability level) {
        appending().require(level);
    }

    /** Runs it at once when the position is committed, else when it is, in the order of positions. */
    void whenCommitted(long position, Runnable then) {
        if (committed(position)) {
            then.run();
        } else {
            waiting.add(new Waiting(position, then));
        }
    }

    /** From now on the waiter is told, until it says that it waits for nothing. */
    void tell(Waiter waiter) {
        waiters.add(waiter);
    }

    /** How many are told. */
    int waiters() {
        return waiters.size();
    }

    /** The store has been failing for longer than anybody should wait. */
    void onFailing() {
        for (Waiter waiter : List.copyOf(waiters)) {
            waiter.onFailing();
        }
    }

    private void onCommitted() {
        long committed = lane.committed();
        for (int i = waiters.size() - 1; i >= 0; i--) {
            if (waiters.get(i).onCommitted()) {
                int last = waiters.size() - 1;
                waiters.set(i, waiters.get(last));
                waiters.remove(last);
            }
        }
        while (!waiting.isEmpty() && waiting.element().position() <= committed) {
            waiting.remove().then().run();
        }
    }
}
