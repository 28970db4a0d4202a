package io.ternmq.transport.listener;

/** The names of the handlers in a connection's pipeline. */
final class Handlers {
    static final String PROXY_PREFIX = "ternmq.proxy.prefix";
    static final String PROXY = "ternmq.proxy";
    static final String PROXY_HEADER = "ternmq.proxy.header";
    static final String TLS = "ternmq.tls";
    static final String TLS_DONE = "ternmq.tls.done";
    static final String HTTP = "ternmq.http";
    static final String HTTP_BODY = "ternmq.http.body";
    static final String WEBSOCKET_HANDSHAKE = "ternmq.websocket.handshake";
    static final String WEBSOCKET = "ternmq.websocket";
    static final String MQTT = "ternmq.mqtt";

    private Handlers() {}
}
