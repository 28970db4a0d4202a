/**
 * Every operator use case exactly once.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "protocol",
            "protocol :: codec",
            "event",
            "config",
            "access",
            "access :: builtin",
            "store",
            "retained",
            "routing",
            "session",
            "transport",
            "observe"
        })
package io.ternmq.admin;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
