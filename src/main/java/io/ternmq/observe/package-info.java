/**
 * Metrics, the $SYS tree, alarms: what the broker tells about itself.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "protocol",
            "event",
            "config",
            "access",
            "store",
            "retained",
            "routing",
            "session",
            "transport"
        })
package io.ternmq.observe;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
