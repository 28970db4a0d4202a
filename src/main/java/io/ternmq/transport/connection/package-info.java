/**
 * One connection: bytes in, packets, bytes out, and the one door out.
 */
@NullMarked
package io.ternmq.transport.connection;

import org.jspecify.annotations.NullMarked;
