/**
 * What must outlive a connection: the log of messages and the tables of sessions and retained messages, behind ports
 * that are asynchronous, take batches and hand out positions.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"protocol", "protocol :: codec", "event", "config"})
package io.ternmq.store;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
