package io.ternmq.protocol;

/** DISCONNECT. Before MQTT 5 only a client sends it, and it carries nothing. */
public record Disconnect(ReasonCode reasonCode, Properties properties) {
    /** The good-bye of a client that wants no will. */
    public static final Disconnect NORMAL = new Disconnect(ReasonCode.SUCCESS, Properties.NONE);
}
