package io.ternmq.session;

import io.ternmq.routing.Loop;
import io.ternmq.store.CommitLane;
import io.ternmq.store.MessageStore;
import io.ternmq.store.StoreRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** A loop's lane to the store, and what waits until it has come to some position. On the loop only. */
final class CommitQueue {
    /** Something that happens when the store has come so far. */
    private record Waiting(long position, Runnable then) {}

    private final Loop loop;
    private final CommitLane lane;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final List<Acknowledgements> acknowledging = new ArrayList<>();
    private final Runnable submit = this::submit;
    private boolean submits;

    CommitQueue(Loop loop, MessageStore store) {
        this.loop = loop;
        this.lane = store.lane(loop, this::onCommitted);
    }

    CommitLane lane() {
        return lane;
    }

    /** Appends to the lane, which is handed over at the end of the turn; gives the position. */
    long append(StoreRecord change) {
        if (!submits) {
            submits = true;
            loop.atEndOfTurn(submit);
        }
        return lane.append(change);
    }

    private void submit() {
        submits = false;
        lane.submit();
    }

    boolean committed(long position) {
        return position <= lane.committed();
    }

    /** Runs it at once when the position is committed, else when it is, in the order of positions. */
    void whenCommitted(long position, Runnable then) {
        if (committed(position)) {
            then.run();
        } else {
            waiting.add(new Waiting(position, then));
        }
    }

    /** These acknowledgements wait for the store. */
    void acknowledgesLater(Acknowledgements acknowledgements) {
        acknowledging.add(acknowledgements);
    }

    private void onCommitted() {
        long committed = lane.committed();
        for (int i = acknowledging.size() - 1; i >= 0; i--) {
            if (acknowledging.get(i).release(committed)) {
                int last = acknowledging.size() - 1;
                acknowledging.set(i, acknowledging.get(last));
                acknowledging.remove(last);
            }
        }
        while (!waiting.isEmpty() && waiting.element().position() <= committed) {
            waiting.remove().then().run();
        }
    }
}
