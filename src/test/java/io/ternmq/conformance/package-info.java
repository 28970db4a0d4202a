/** Tests of the broker over real sockets, each named by the normative statements of the MQTT specifications that it shows. */
@NullMarked
package io.ternmq.conformance;

import org.jspecify.annotations.NullMarked;
