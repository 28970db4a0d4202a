package io.ternmq.admin;

import io.ternmq.observe.ClientTimelines;
import java.time.Instant;
import java.util.List;

/**
 * Something that happened to a client.
 *
 * @param what in a few words
 * @param text more of it; safe to be shown in one line, but for markup
 * @param bad whether it is something that nobody wants
 */
public record TimelineReport(Instant at, String what, String text, boolean bad) {
    static List<TimelineReport> of(List<ClientTimelines.Entry> entries) {
        return entries.stream().map(TimelineReport::of).toList();
    }

    private static TimelineReport of(ClientTimelines.Entry entry) {
        boolean bad = switch (entry.kind()) {
            case REFUSED, NOT_ALLOWED, MESSAGES_LOST -> true;
            case CONNECTED, DISCONNECTED, TAKEN_OVER, SESSION_ENDED, SUBSCRIBED, UNSUBSCRIBED -> false;
        };
        return new TimelineReport(entry.at(), entry.kind().words(), entry.text(), bad);
    }
}
