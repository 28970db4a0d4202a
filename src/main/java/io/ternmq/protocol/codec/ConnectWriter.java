package io.ternmq.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.ternmq.protocol.Connect;
import io.ternmq.protocol.Will;
import io.ternmq.protocol.codec.PropertiesWriter.Trim;

/** Writes CONNECT. */
final class ConnectWriter {
    private ConnectWriter() {}

    static void write(ByteBuf out, Connect connect) {
        PacketEncoder.header(out, 0x10, remaining(connect));
        Strings.write(out, connect.version().protocolName());
        out.writeByte(connect.version().level() | (connect.bridge() ? 0x80 : 0));
        out.writeByte(flags(connect));
        out.writeShort(connect.keepAliveSeconds());
        boolean mqtt5 = connect.version().hasProperties();
        if (mqtt5) {
            PropertiesWriter.write(out, connect.properties(), Trim.NOTHING);
        }
        Strings.write(out, connect.clientId());
        Will will = connect.will();
        if (will != null) {
            if (mqtt5) {
                PropertiesWriter.write(out, will.properties(), Trim.NOTHING);
            }
            Strings.write(out, will.topic().utf8());
            Strings.write(out, will.payload());
        }
        String userName = connect.userName();
        if (userName != null) {
            Strings.write(out, userName);
        }
        byte[] password = connect.password();
        if (password != null) {
            Strings.write(out, password);
        }
    }

    private static int flags(Connect connect) {
        int flags = connect.cleanStart() ? 0x02 : 0;
        Will will = connect.will();
        if (will != null) {
            flags |= 0x04 | will.qos().value() << 3 | (will.retain() ? 0x20 : 0);
        }
        return flags | (connect.password() != null ? 0x40 : 0) | (connect.userName() != null ? 0x80 : 0);
    }

    private static int remaining(Connect connect) {
        boolean mqtt5 = connect.version().hasProperties();
        int bytes = Strings.length(connect.version().protocolName()) + 4;
        bytes += mqtt5 ? PropertiesWriter.length(connect.properties(), Trim.NOTHING) : 0;
        bytes += Strings.length(connect.clientId());
        Will will = connect.will();
        if (will != null) {
            bytes += mqtt5 ? PropertiesWriter.length(will.properties(), Trim.NOTHING) : 0;
            bytes += Strings.length(will.topic().utf8()) + Strings.length(will.payload());
        }
        String userName = connect.userName();
        bytes += userName == null ? 0 : Strings.length(userName);
        byte[] password = connect.password();
        return bytes + (password == null ? 0 : Strings.length(password));
    }
}
