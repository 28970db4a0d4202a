package io.ternmq.routing;

import io.ternmq.event.Counters;
import io.ternmq.protocol.Publish;
import io.ternmq.store.CommitLane;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What a loop hands over in a turn: messages to other loops, and records to the store. Sent once, at the end of the turn. Knows
 * who waits for congestion to be over. On its loop only.
 */
final class HandOffs {
    /** A lane says only when it has committed; whether it is still congested is asked this often while somebody waits. */
    private static final Duration ASK_LANE_AGAIN = Duration.ofMillis(5);

    private final Loop loop;
    private final CommitLane lane;
    private final @Nullable HandOff[] all;
    private final Mailbox[] mailboxes;
    private final Counters.Lane counters;
    private final List<HandOff> open = new ArrayList<>();
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final Runnable turnEnd = this::onTurnEnd;
    private final Runnable relief = this::relieve;
    private final Runnable askAgain = this::askAgain;
    private boolean turnEndAsked;
    private boolean laneAsked;
    private long message;
    private boolean behind;

    HandOffs(Loop loop, Mailbox[] mailboxes, CommitLane lane, Counters.Lane counters) {
        this.loop = loop;
        this.lane = lane;
        this.mailboxes = mailboxes;
        this.counters = counters;
        this.all = new HandOff[mailboxes.length];
    }

    Loop loop() {
        return loop;
    }

    /** Begins another message: its parts for one loop share one copy of it. */
    void beginMessage() {
        message++;
        behind = false;
    }

    /** The number of the present message. */
    long message() {
        return message;
    }

    /** Whether a loop that the present message goes to is behind. */
    boolean behind() {
        return behind;
    }

    /** Adds a part of the present message for another loop. */
    void add(int target, Publish publish, Object part, long cursor) {
        HandOff handOff = all[target];
        if (handOff == null) {
            handOff = new HandOff(this, mailboxes[target], counters, HandOff.credit(mailboxes.length));
            all[target] = handOff;
        }
        handOff.add(publish, message, part, cursor);
        behind |= handOff.behind();
    }

    /** A hand-off has something to send at the end of the turn. */
    void opened(HandOff handOff) {
        open.add(handOff);
        askTurnEnd();
    }

    /** The lane is given its records, and then other loops their batches, at the end of this turn. */
    void askTurnEnd() {
        if (!turnEndAsked) {
            turnEndAsked = true;
            loop.atEndOfTurn(turnEnd);
        }
    }

    private void onTurnEnd() {
        turnEndAsked = false;
        submit();
        for (int i = 0; i < open.size(); i++) {
            open.get(i).send();
        }
        open.clear();
    }

    /** The lane is given its records: before a loop gets a message of which it may have to say something to the store. */
    void submit() {
        lane.submit();
    }

    void whenRelieved(Runnable task) {
        waiting.add(task);
        if (waiting.size() == 1) {
            loop.execute(relief);
        }
    }

    /** What a target runs here when it has caught up. */
    Runnable relief() {
        return relief;
    }

    private void relieve() {
        if (waiting.isEmpty()) {
            return;
        }
        for (HandOff handOff : all) {
            if (handOff != null && !handOff.relieved()) {
                return;
            }
        }
        if (lane.congested()) {
            if (!laneAsked) {
                laneAsked = true;
                loop.schedule(ASK_LANE_AGAIN, askAgain);
            }
            return;
        }
        for (int left = waiting.size(); left > 0; left--) {
            Runnable task = waiting.poll();
            if (task != null) {
                task.run();
            }
        }
    }

    private void askAgain() {
        laneAsked = false;
        relieve();
    }
}
