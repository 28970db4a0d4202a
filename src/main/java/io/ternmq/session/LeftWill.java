package io.ternmq.session;

import io.ternmq.access.PublishChange;
import io.ternmq.protocol.Will;
import org.jspecify.annotations.Nullable;

/**
 * A will as it is published, and as the client asked for it, which is what is judged again when rights have changed.
 *
 * @param asked the same, unless access control has rewritten it
 */
record LeftWill(Will will, Will asked) {
    /** A will that nobody has rewritten, if there is one. */
    static @Nullable LeftWill of(@Nullable Will will) {
        return will == null ? null : new LeftWill(will, will);
    }

    /** The same will of the client's, as it is rewritten now. */
    LeftWill rewritten(@Nullable PublishChange change) {
        return change == null && asked == will ? this : new LeftWill(ChangedPublish.of(asked, change), asked);
    }
}
