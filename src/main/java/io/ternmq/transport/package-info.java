/**
 * Listeners (tcp, tls, websocket), the pipeline between bytes and sessions, back-pressure and limits.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {"protocol", "protocol :: codec", "event", "config", "access", "routing", "session"})
package io.ternmq.transport;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
