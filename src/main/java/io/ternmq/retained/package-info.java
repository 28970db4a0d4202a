/**
 * Retained messages: set, match, expire, limits.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {"protocol", "protocol :: codec", "protocol :: tree", "event", "config", "store"})
package io.ternmq.retained;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
