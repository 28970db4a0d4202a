package io.ternmq.protocol.codec;

import io.ternmq.protocol.Connect;
import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.Subscribe;

/** A receiver of a benchmark: always content, and it looks at each packet, so that none is read in vain. */
final class CountingReceiver extends NoReceiver {
    private long seen;

    /** A sum that hangs on all that came. */
    long seen() {
        return seen;
    }

    @Override
    public Next onConnect(Connect connect) {
        seen += connect.clientId().length();
        return Next.STOP;
    }

    @Override
    public Next onPublish(Publish publish) {
        seen += publish.payloadLength() + publish.topic().length();
        return Next.CONTINUE;
    }

    @Override
    public Next onAcknowledgement(PacketType type, int packetId, ReasonCode reasonCode, Properties properties) {
        seen += packetId;
        return Next.CONTINUE;
    }

    @Override
    public Next onSubscribe(Subscribe subscribe) {
        seen += subscribe.requests().size();
        return Next.CONTINUE;
    }

    @Override
    public Next onPingreq() {
        seen++;
        return Next.CONTINUE;
    }
}
