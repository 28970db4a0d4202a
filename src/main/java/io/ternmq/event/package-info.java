/**
 * What happens in the broker, told to whoever listens: typed events on a non-blocking bus, and counters.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"protocol"})
package io.ternmq.event;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
