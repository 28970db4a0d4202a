/**
 * The command line, {@code java -jar ternmq.jar admin ...}. It lies at the root of the jar beside picocli, without Boot's
 * class loader, so it uses nothing but the JDK, picocli, the
 * hashing of passwords, which lies there too, and what is written here.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"access :: password"})
package io.ternmq.cli;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
