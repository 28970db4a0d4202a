package io.ternmq.session;

import io.ternmq.protocol.SubscriberId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Goes over the sessions of a node in the order of their client ids, for no longer than it may. On a thread that isn't an event
 * loop; what it tells of a session is a moment old.
 */
public final class SessionScan {
    private static final int STEP = 256;

    private final SessionIndex index;

    SessionScan(SessionIndex index) {
        this.index = index;
    }

    /**
     * Some sessions.
     *
     * @param next after which one there may be more; null when there are none
     * @param cutShort whether there may be more because the time was over, and not because the page was full
     */
    public record Page(List<SessionView> sessions, @Nullable SubscriberId next, boolean cutShort) {}

    /**
     * How many there are.
     *
     * @param complete false when the time was over before all were looked at
     */
    public record Count(long sessions, boolean complete) {}

    /** The sessions of the filter that come after one. */
    public Page page(SessionFilter filter, @Nullable SubscriberId after, int limit, Duration most) {
        List<SessionView> found = new ArrayList<>();
        Walk walk = new Walk(filter, after, most);
        boolean more = walk.run(limit, session -> found.add(session.view()));
        return new Page(found, more ? walk.last : null, more && found.size() < limit);
    }

    /** The subscriber ids of the filter that come after one; fewer than the limit when there are no more or the time was over. */
    public List<SubscriberId> ids(SessionFilter filter, @Nullable SubscriberId after, int limit, Duration most) {
        List<SubscriberId> found = new ArrayList<>();
        new Walk(filter, after, most).run(limit, session -> found.add(session.id()));
        return found;
    }

    /** How many sessions of the filter there are. */
    public Count count(SessionFilter filter, Duration most) {
        long[] count = {0};
        boolean more = new Walk(filter, null, most).run(Integer.MAX_VALUE, session -> count[0]++);
        return new Count(count[0], !more);
    }

    /** The next sessions, whatever they are like. */
    List<Session> next(@Nullable SubscriberId after, int limit) {
        Session[] some = new Session[limit];
        return Arrays.asList(some).subList(0, index.copyAfter(after, some));
    }

    private final class Walk {
        private final SessionFilter filter;
        private final long deadline;
        private final Session[] some = new Session[STEP];
        private @Nullable SubscriberId last;

        Walk(SessionFilter filter, @Nullable SubscriberId after, Duration most) {
            this.filter = filter;
            this.last = after;
            this.deadline = System.nanoTime() + most.toNanos();
        }

        /** Tells of those that match; gives whether there may be more. */
        boolean run(int limit, Consumer<Session> consumer) {
            int told = 0;
            while (true) {
                int count = index.copyAfter(last, some);
                for (int i = 0; i < count; i++) {
                    if (told == limit) {
                        return true;
                    }
                    last = some[i].id();
                    if (filter.matches(some[i])) {
                        consumer.accept(some[i]);
                        told++;
                    }
                }
                if (count < STEP) {
                    return false;
                }
                if (System.nanoTime() - deadline >= 0) {
                    return true;
                }
            }
        }
    }
}
