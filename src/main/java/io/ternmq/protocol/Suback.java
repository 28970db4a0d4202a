package io.ternmq.protocol;

import java.util.List;

/** SUBACK. For 3.x every error becomes 0x80. */
public record Suback(int packetId, List<ReasonCode> reasonCodes, Properties properties) {}
