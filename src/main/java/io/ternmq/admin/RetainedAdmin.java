package io.ternmq.admin;

import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.protocol.TopicRules;
import io.ternmq.retained.RetainedMessages;
import io.ternmq.routing.Routing;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Component;

/** What an operator does with the retained messages of a node. Any thread but event loops. */
@Component
public class RetainedAdmin {
    /** The most messages that one answer lists. */
    public static final int MAX_LISTED = 10_000;

    private static final int STEP = 256;

    private final Routing routing;

    RetainedAdmin(Routing routing) {
        this.routing = routing;
    }

    /**
     * Retained messages that match a topic filter, those that have expired left out.
     *
     * @param filter empty for all, those of {@code $} topics too
     * @param limit at the most so many, and no more than {@link #MAX_LISTED}
     * @throws IllegalArgumentException when the text is no topic filter
     */
    public List<RetainedReport> list(String mountpoint, String filter, int limit) {
        RetainedMessages.Cursor cursor = cursor(mountpoint, filter);
        List<RetainedReport> found = new ArrayList<>();
        int most = Math.min(limit, MAX_LISTED);
        long now = System.currentTimeMillis();
        boolean more = most > 0;
        while (more && found.size() < most) {
            more = cursor.step(
                    now, Math.min(STEP, most - found.size()), message -> found.add(RetainedReport.of(message)));
        }
        return found;
    }

    private RetainedMessages.Cursor cursor(String mountpoint, String filter) {
        if (filter.isEmpty()) {
            return routing.retained().all(mountpoint);
        }
        TopicFilter.Parsed parsed = TopicFilter.parse(filter);
        if (parsed.filter() == null) {
            throw new IllegalArgumentException("the topic filter " + parsed.problem());
        }
        return routing.retained().matching(mountpoint, parsed.filter());
    }

    /**
     * Deletes the retained message of a topic; subscribers are not told.
     *
     * @return whether there was one
     * @throws IllegalArgumentException when the text is no topic
     */
    public CompletableFuture<Boolean> delete(String mountpoint, String topic) {
        String problem = TopicRules.nameProblem(topic);
        if (problem != null) {
            throw new IllegalArgumentException("the topic " + problem);
        }
        return routing.removeRetained(mountpoint, Topic.of(topic));
    }
}
