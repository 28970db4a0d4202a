/**
 * Who are you, what may you do, and why: authentication and authorisation with explanation, and their sources.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"protocol", "event", "config"})
package io.ternmq.access;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
