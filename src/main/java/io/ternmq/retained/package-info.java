/**
 * Retained messages: set, match, expire, limits.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"protocol", "protocol :: codec", "event", "config", "store"})
package io.ternmq.retained;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
