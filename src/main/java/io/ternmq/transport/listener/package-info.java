/**
 * What stands between a socket and MQTT: proxy headers, TLS, websocket.
 */
@NullMarked
package io.ternmq.transport.listener;

import org.jspecify.annotations.NullMarked;
