package io.ternmq.admin;

import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.Topic;
import io.ternmq.routing.Routing;
import io.ternmq.routing.SubscriptionTable;
import io.ternmq.routing.SubscriptionTable.SharedSubscription;
import io.ternmq.session.Sessions;
import io.ternmq.session.SubscribedSessions;
import io.ternmq.session.SubscribedSessions.Subscribed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * What an operator asks about the subscriptions of a node. Any thread; nothing here waits. What makes no sense is an
 * {@link InvalidInputException} with a sentence.
 */
@Component
public class SubscriptionAdmin {
    /** Sessions that their loops are asked about in one go. */
    private static final int STEP = 256;

    private final Sessions sessions;
    private final SubscriptionTable table;

    SubscriptionAdmin(Sessions sessions, Routing routing) {
        this.sessions = sessions;
        this.table = routing.table();
    }

    /**
     * Subscriptions in the order of client ids and, for one client, of filters.
     *
     * @param cursor that of the page before; null or empty for the first page
     * @param limit 1 to {@value ListPage#MAX_LIMIT}
     */
    public Mono<ListPage<SubscriptionReport>> list(SubscriptionFilter asked, @Nullable String cursor, int limit) {
        return Scans.run(() -> new Walk(asked, Cursor.parse(cursor, 2), ListPage.limit(limit)).page());
    }

    /** Goes over the sessions until a page is full. The cursor's keys are those of the last session that is done with. */
    private final class Walk {
        private final SubscriptionFilter asked;
        private final int limit;
        private final long deadline = System.nanoTime() + Scans.PAGE.toNanos();
        private final List<SubscriptionReport> found = new ArrayList<>();
        private @Nullable SubscriberId done;
        private int toSkip;

        Walk(SubscriptionFilter asked, Cursor from, int limit) {
            this.asked = asked;
            this.limit = limit;
            this.done = from.isStart() ? null : new SubscriberId(from.key(1), from.key(0));
            this.toSkip = from.seen();
        }

        ListPage<SubscriptionReport> page() {
            while (true) {
                SubscribedSessions some =
                        sessions.subscriptionsAfter(done, STEP).join();
                for (Subscribed each : some.sessions()) {
                    if (!take(each)) {
                        return new ListPage<>(found, cursor(), false);
                    }
                }
                if (some.last() != null) {
                    finish(some.last());
                }
                if (!some.more()) {
                    return new ListPage<>(found, null, false);
                }
                if (System.nanoTime() - deadline >= 0) {
                    return new ListPage<>(found, cursor(), true);
                }
            }
        }

        private int takenSinceDone;

        /** Takes those of a session; gives whether there was room for all. */
        private boolean take(Subscribed session) {
            if (!asked.matches(session.id())) {
                return true;
            }
            List<SubscriptionReport> matching = session.subscriptions().stream()
                    .map(SubscriptionReport::of)
                    .filter(asked::matches)
                    .sorted(Comparator.comparing(SubscriptionReport::filter))
                    .toList();
            for (SubscriptionReport each : matching) {
                if (toSkip > 0) {
                    toSkip--;
                    takenSinceDone++;
                } else if (found.size() == limit) {
                    return false;
                } else {
                    found.add(each);
                    takenSinceDone++;
                }
            }
            finish(session.id());
            return true;
        }

        /** A session is done with; where it has too long an id for a cursor, what was taken of it is counted instead. */
        private void finish(SubscriberId id) {
            if (Cursor.fits(id.clientId())) {
                done = id;
                takenSinceDone = 0;
            }
        }

        private String cursor() {
            SubscriberId last = done;
            return last == null
                    ? new Cursor(List.of("", ""), takenSinceDone).text()
                    : new Cursor(List.of(last.clientId(), last.mountpoint()), takenSinceDone).text();
        }
    }

    /** Who would get a message that is published to a topic. */
    public Mono<Receivers> receivers(String mountpoint, String topic) {
        return Scans.run(() -> {
            Topic asked = Topics.topic(topic);
            List<SubscriptionReport> told = new ArrayList<>();
            long[] counts = new long[2];
            table.matching(mountpoint, asked, subscription -> {
                counts[subscription.filter().isShared() ? 1 : 0]++;
                if (told.size() < Receivers.MAX_TOLD) {
                    told.add(SubscriptionReport.of(subscription));
                }
            });
            return new Receivers(topic, told, counts[0], counts[1]);
        });
    }

    /**
     * Shared subscriptions by mountpoint and filter, with their members.
     *
     * @param cursor that of the page before; null or empty for the first page
     * @param limit 1 to {@value ListPage#MAX_LIMIT}
     */
    public Mono<ListPage<SharedReport>> shared(@Nullable String cursor, int limit) {
        return Scans.run(() -> {
            Cursor from = Cursor.parse(cursor, 2);
            int most = ListPage.limit(limit);
            List<SharedReport> found = new ArrayList<>();
            List<String> mountpoints = table.mountpoints().stream().sorted().toList();
            for (String mountpoint : mountpoints) {
                int order = from.isStart() ? 1 : mountpoint.compareTo(from.key(1));
                if (order >= 0 && found.size() <= most) {
                    table.shared(mountpoint, order == 0 ? from.key(0) : "")
                            .skip(order == 0 ? from.seen() : 0)
                            .limit(most + 1L - found.size())
                            .forEach(each -> found.add(report(mountpoint, each)));
                }
            }
            return found.size() <= most ? new ListPage<>(found, null, false) : cut(from, found.subList(0, most));
        });
    }

    private static ListPage<SharedReport> cut(Cursor from, List<SharedReport> page) {
        SharedReport last = page.get(page.size() - 1);
        List<String> keys = page.stream()
                .filter(each -> each.mountpoint().equals(last.mountpoint()))
                .map(SharedReport::filter)
                .toList();
        return new ListPage<>(
                page, from.behind(last.filter(), keys, last.mountpoint()).text(), false);
    }

    private static SharedReport report(String mountpoint, SharedSubscription shared) {
        return new SharedReport(
                mountpoint,
                shared.filter(),
                shared.members().size(),
                shared.members().stream()
                        .limit(SharedReport.MAX_TOLD)
                        .map(SubscriptionReport::of)
                        .toList());
    }
}
