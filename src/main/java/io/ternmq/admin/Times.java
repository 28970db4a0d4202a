package io.ternmq.admin;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as every store keeps them: to the millisecond. */
final class Times {
    private Times() {}

    static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
