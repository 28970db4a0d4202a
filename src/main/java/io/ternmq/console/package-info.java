/**
 * The web console; a skin over {@code admin}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"admin", "admin :: rights"})
package io.ternmq.console;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
