package io.ternmq.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Bytes that are no packet of the protocol, or a packet that may not come here. A value, not an exception: the owner of the
 * connection decides what to say.
 *
 * @param reasonCode what MQTT 5 calls it, for instance malformed packet, protocol error, packet too large
 * @param version in whose form an answer can be given: what the connection speaks, or what a refused CONNECT announced; null
 *     when it announced nothing that can be answered, so that only closing is left
 * @param detail which packet and what is wrong with it, for log and reason string; holds no payload and no password
 */
public record Malformed(ReasonCode reasonCode, @Nullable ProtocolVersion version, String detail) {}
