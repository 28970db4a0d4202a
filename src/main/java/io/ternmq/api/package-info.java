/**
 * The HTTP interface: health, status and metrics; a skin over {@code admin}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"admin", "admin :: rights", "admin :: publish"})
package io.ternmq.api;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
