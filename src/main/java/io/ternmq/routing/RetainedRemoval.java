package io.ternmq.routing;

import io.ternmq.protocol.TopicFilter;
import io.ternmq.retained.RetainedMessages;
import java.util.concurrent.CompletableFuture;

/** Removes the retained messages of a filter on the loop of a router, in slices with turns for others in between. */
final class RetainedRemoval {
    private static final int SLICE = 256;

    private final RetainedMessages retained;
    private final Router router;
    private final String mountpoint;
    private final RetainedMessages.Cursor cursor;
    private final long most;
    private final CompletableFuture<Long> answer = new CompletableFuture<>();
    private long removed;

    RetainedRemoval(RetainedMessages retained, Router router, String mountpoint, TopicFilter filter, long most) {
        this.retained = retained;
        this.router = router;
        this.mountpoint = mountpoint;
        this.cursor = retained.matching(mountpoint, filter);
        this.most = most;
    }

    CompletableFuture<Long> run() {
        router.loop().execute(this::slice);
        return answer;
    }

    private void slice() {
        int room = (int) Math.min(SLICE, most - removed);
        boolean more = room > 0
                && cursor.step(router.loop().nowMillis(), room, message -> {
                    if (retained.removeIfSame(mountpoint, message, router.lane())) {
                        removed++;
                    }
                });
        router.lane().submit();
        if (more) {
            router.loop().execute(this::slice);
        } else {
            answer.complete(removed);
        }
    }
}
