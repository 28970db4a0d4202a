/**
 * The command line, {@code java -jar ternmq.jar admin ...}. It lies at the root of the jar beside picocli, without Boot's
 * class loader, so it uses nothing but the JDK, picocli and what is written here.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.ternmq.cli;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
