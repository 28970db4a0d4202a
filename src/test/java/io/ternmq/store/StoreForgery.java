package io.ternmq.store;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.Topic;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** What somebody would publish who knows the format of the log, but not the store's salt. */
final class StoreForgery {
    private StoreForgery() {}

    /** A record that a session is gone. */
    static byte[] record(SessionUid session) {
        ByteBuffer bytes = ByteBuffer.allocate(32);
        bytes.putInt(0)
                .put((byte) 0xA7)
                .put((byte) 5)
                .putShort((short) 0)
                .putInt(32)
                .putLong(1L << 40);
        bytes.putInt(session.node()).putLong(session.number());
        CRC32C crc = new CRC32C();
        crc.update(bytes.array(), 4, 28);
        return bytes.putInt(0, (int) crc.getValue()).array();
    }

    static Publish message(byte[] payload) {
        ByteBuf buffer = Unpooled.wrappedBuffer(payload);
        return new Publish(buffer)
                .wrap(buffer, 0, 0, 0, payload.length)
                .flags(Qos.AT_LEAST_ONCE, false, false, 1)
                .resolve(Topic.of("t"));
    }
}
