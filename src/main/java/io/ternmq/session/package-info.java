/**
 * Session life: connect, takeover, inflight windows both ways, queues, expiry, will.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "protocol",
            "protocol :: codec",
            "event",
            "config",
            "access",
            "store",
            "retained",
            "routing"
        })
package io.ternmq.session;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
