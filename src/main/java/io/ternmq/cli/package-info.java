/**
 * The command line, {@code java -jar ternmq.jar admin ...}. It lies at the root of the jar beside picocli, without Boot's
 * class loader, so it uses nothing but the JDK, picocli, the
 * hashing of passwords, which lies there too, and what is written here.
 *
 * <p>Commands for a directory whose node doesn't run need the store, which it can't see from there. For them it starts the program that
 * lies behind it, as it starts the broker, with arguments that say what to do; that program writes the answer and ends.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"access :: password"})
package io.ternmq.cli;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
