package io.ternmq.transport.connection;

import io.ternmq.protocol.ReasonCode;

/** Why a connection is refused before it has a session. */
public record Refusal(ReasonCode reason, String detail) {}
