package io.ternmq.protocol.codec;

import io.ternmq.protocol.ReasonCode;

/**
 * Leaves the reading of a packet from any depth. Never leaves this package: {@link PacketDecoder} makes a
 * {@link io.ternmq.protocol.Malformed} of it. It has no stack trace, since bad bytes must not cost more than good ones.
 */
final class MalformedPacket extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ReasonCode reasonCode;

    MalformedPacket(ReasonCode reasonCode, String detail) {
        super(detail, null, false, false);
        this.reasonCode = reasonCode;
    }

    ReasonCode reasonCode() {
        return reasonCode;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
