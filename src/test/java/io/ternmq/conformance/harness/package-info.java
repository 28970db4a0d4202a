/** A raw MQTT client that shares no code with the broker's codec, and the broker under test. */
@NullMarked
package io.ternmq.conformance.harness;

import org.jspecify.annotations.NullMarked;
