package io.ternmq.routing;

import io.ternmq.retained.RetainedMessages;

/** What became of a routed publish. One object per loop, overwritten by the next publish that is routed there. */
public final class RoutingResult {
    private int matched;
    private long position;
    private boolean congested;
    private RetainedMessages.Outcome retained = RetainedMessages.Outcome.NONE;

    RoutingResult() {}

    RoutingResult set(int count, long commitPosition, boolean behind, RetainedMessages.Outcome retainedOutcome) {
        matched = count;
        position = commitPosition;
        congested = behind;
        if (retained != retainedOutcome) {
            retained = retainedOutcome;
        }
        return this;
    }

    /** How many subscriptions it went to, a shared group and another node counted as one each; 0 is no matching subscribers. */
    public int matched() {
        return matched;
    }

    /** The position in the loop's lane that its acknowledgement has to wait for; 0 when it needn't wait. */
    public long position() {
        return position;
    }

    /** Whether the publisher should be paused until {@link Router#whenRelieved} says so. The message was taken all the same. */
    public boolean congested() {
        return congested;
    }

    /** What the retained table did with it; {@link RetainedMessages.Outcome#NONE} when it isn't a retained message. */
    public RetainedMessages.Outcome retained() {
        return retained;
    }
}
