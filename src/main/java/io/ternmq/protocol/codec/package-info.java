/**
 * The codec: bytes to packets in place, and packets to bytes. Symmetric: it reads and writes what a client sends as well
 * as what a server sends.
 */
@NullMarked
@NamedInterface("codec")
package io.ternmq.protocol.codec;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
