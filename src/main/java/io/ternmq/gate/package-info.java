/**
 * Who gets in at the HTTP port, and as what: log-in, sessions, API keys, roles by path, and what every answer tells a browser. It
 * stands before the skins, which know nothing of it.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"config", "admin"})
package io.ternmq.gate;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
