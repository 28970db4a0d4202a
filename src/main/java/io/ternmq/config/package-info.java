/**
 * Typed settings, each declared once: name, unit, default, range, live or not, VerneMQ alias, sentence of documentation.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"protocol"})
package io.ternmq.config;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
