package io.ternmq.protocol;

/** AUTH, one step of an enhanced authentication. */
public record Auth(ReasonCode reasonCode, Properties properties) {}
