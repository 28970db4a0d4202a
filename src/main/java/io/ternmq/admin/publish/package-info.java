/**
 * Publishing without an MQTT connection.
 */
@NullMarked
@NamedInterface("publish")
package io.ternmq.admin.publish;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
