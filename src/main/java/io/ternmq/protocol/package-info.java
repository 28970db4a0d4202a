/**
 * MQTT as values: packets, topic, topic filter, QoS, reason codes, properties, and the codec between bytes and packets
 * for 3.1, 3.1.1 and 5.0.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.ternmq.protocol;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
