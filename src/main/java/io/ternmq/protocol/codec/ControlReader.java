package io.ternmq.protocol.codec;

import io.ternmq.protocol.Auth;
import io.ternmq.protocol.Connack;
import io.ternmq.protocol.Disconnect;
import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.ReasonCode;

/** Reads CONNACK, DISCONNECT and AUTH. */
final class ControlReader {
    private ControlReader() {}

    static Connack connack(PacketReader in) {
        int flags = in.unsignedByte("acknowledge flags");
        if (in.version() == ProtocolVersion.MQTT_3_1) {
            return new Connack(false, ReasonCodes.ofReturnCode(in), Properties.NONE);
        }
        if (flags > 1) {
            throw in.malformed("reserved acknowledge flags are set");
        }
        ReasonCode code = in.isMqtt5() ? ReasonCodes.read(in) : ReasonCodes.ofReturnCode(in);
        if (flags == 1 && code != ReasonCode.SUCCESS) {
            throw in.protocolError("session present with a refusal");
        }
        Properties properties = in.isMqtt5() ? PropertiesReader.read(in, PacketType.CONNACK) : Properties.NONE;
        return new Connack(flags == 1, code, properties);
    }

    static Disconnect disconnect(PacketReader in) {
        if (in.remaining() == 0) {
            return Disconnect.NORMAL;
        }
        ReasonCode code = ReasonCodes.read(in);
        Properties properties = optionalProperties(in, PacketType.DISCONNECT);
        if (in.limits().role() == Role.CLIENT && properties.has(Property.SESSION_EXPIRY_INTERVAL)) {
            throw in.protocolError("a server sends no session expiry interval");
        }
        return new Disconnect(code, properties);
    }

    static Auth auth(PacketReader in) {
        if (in.remaining() == 0) {
            if (in.limits().role() == Role.SERVER) {
                throw in.protocolError("a client does not say success");
            }
            return new Auth(ReasonCode.SUCCESS, Properties.NONE);
        }
        ReasonCode code = ReasonCodes.read(in);
        Properties properties = optionalProperties(in, PacketType.AUTH);
        if (!properties.has(Property.AUTHENTICATION_METHOD)) {
            throw in.protocolError("no authentication method");
        }
        return new Auth(code, properties);
    }

    /** Properties that may be left out altogether, their length too, when there are none. */
    static Properties optionalProperties(PacketReader in, PacketType place) {
        return in.remaining() == 0 ? Properties.NONE : PropertiesReader.read(in, place);
    }
}
