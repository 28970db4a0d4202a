package io.ternmq.protocol.codec;

import io.ternmq.protocol.Auth;
import io.ternmq.protocol.Connect;
import io.ternmq.protocol.Disconnect;
import io.ternmq.protocol.Malformed;
import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.Subscribe;
import io.ternmq.protocol.Unsubscribe;

/** Expects nothing: for tests and benchmarks that take some kinds of packet. */
public abstract class NoReceiver implements PacketReceiver {
    private static IllegalStateException unexpected(Object packet) {
        return new IllegalStateException("not expected: " + packet);
    }

    @Override
    public Next onConnect(Connect connect) {
        throw unexpected(connect);
    }

    @Override
    public Next onPublish(Publish publish) {
        throw unexpected(publish);
    }

    @Override
    public Next onAcknowledgement(PacketType type, int packetId, ReasonCode reasonCode, Properties properties) {
        throw unexpected(type);
    }

    @Override
    public Next onSubscribe(Subscribe subscribe) {
        throw unexpected(subscribe);
    }

    @Override
    public Next onUnsubscribe(Unsubscribe unsubscribe) {
        throw unexpected(unsubscribe);
    }

    @Override
    public Next onPingreq() {
        throw unexpected("PINGREQ");
    }

    @Override
    public Next onDisconnect(Disconnect disconnect) {
        throw unexpected(disconnect);
    }

    @Override
    public Next onAuth(Auth auth) {
        throw unexpected(auth);
    }

    @Override
    public void onMalformed(Malformed malformed) {
        throw unexpected(malformed);
    }
}
