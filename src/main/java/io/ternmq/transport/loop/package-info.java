/**
 * The event loops of MQTT: turns, ticks, receive buffers.
 */
@NullMarked
package io.ternmq.transport.loop;

import org.jspecify.annotations.NullMarked;
