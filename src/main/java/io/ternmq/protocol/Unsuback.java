package io.ternmq.protocol;

import java.util.List;

/** UNSUBACK. Before MQTT 5 it carries no reason codes. */
public record Unsuback(int packetId, List<ReasonCode> reasonCodes, Properties properties) {}
