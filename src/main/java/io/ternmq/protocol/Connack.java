package io.ternmq.protocol;

/** CONNACK. For 3.x the encoder translates the reason code into the return codes 0 to 5. */
public record Connack(boolean sessionPresent, ReasonCode reasonCode, Properties properties) {}
