/**
 * The subscription table, matching, shared subscriptions, fan-out, and the hand-off between event loops.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "protocol",
            "protocol :: codec",
            "protocol :: tree",
            "event",
            "config",
            "store",
            "retained"
        })
package io.ternmq.routing;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
