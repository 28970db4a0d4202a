package io.ternmq.conformance.harness;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Builds a CONNECT. Defaults: clean start, keep alive 60 s, no will, no credentials. Flags can be forced to forbidden values. */
public final class ConnectPacket {

    private final MqttVersion version;
    private String protocolName;
    private int level;
    private byte[] clientId = {};
    private boolean cleanStart = true;
    private int keepAliveSeconds = 60;
    private Props props = Props.none();
    private @Nullable WillSpec will;
    private byte @Nullable [] username;
    private byte @Nullable [] password;
    private int forcedFlagsOn;
    private int forcedFlagsOff;

    private ConnectPacket(MqttVersion version) {
        this.version = version;
        this.protocolName = version.protocolName();
        this.level = version.level();
    }

    public static ConnectPacket connect(MqttVersion version) {
        return new ConnectPacket(version);
    }

    public static ConnectPacket connect(MqttVersion version, String clientId) {
        return new ConnectPacket(version).clientId(clientId);
    }

    public MqttVersion version() {
        return version;
    }

    public ConnectPacket protocolName(String name) {
        this.protocolName = name;
        return this;
    }

    public ConnectPacket level(int level) {
        this.level = level;
        return this;
    }

    public ConnectPacket clientId(String clientId) {
        return clientId(clientId.getBytes(StandardCharsets.UTF_8));
    }

    public ConnectPacket clientId(byte[] clientId) {
        this.clientId = clientId;
        return this;
    }

    public String clientIdText() {
        return new String(clientId, StandardCharsets.UTF_8);
    }

    public ConnectPacket cleanStart(boolean cleanStart) {
        this.cleanStart = cleanStart;
        return this;
    }

    /** A session that outlives the connection: clean session 0, in MQTT 5 with an expiry interval of an hour. */
    public ConnectPacket persistent() {
        return version.hasProperties() ? cleanStart(false).sessionExpiry(3600) : cleanStart(false);
    }

    public ConnectPacket sessionExpiry(long seconds) {
        return with(Prop.SESSION_EXPIRY_INTERVAL, seconds);
    }

    public ConnectPacket keepAlive(int seconds) {
        this.keepAliveSeconds = seconds;
        return this;
    }

    public ConnectPacket with(Prop prop, Object value) {
        props.with(prop, value);
        return this;
    }

    public ConnectPacket props(Props props) {
        this.props = props;
        return this;
    }

    public ConnectPacket will(WillSpec will) {
        this.will = will;
        return this;
    }

    public ConnectPacket username(String username) {
        return username(username.getBytes(StandardCharsets.UTF_8));
    }

    public ConnectPacket username(byte[] username) {
        this.username = username;
        return this;
    }

    public ConnectPacket password(String password) {
        this.password = password.getBytes(StandardCharsets.UTF_8);
        return this;
    }

    /** Sets bits of the connect flags whatever the fields say. */
    public ConnectPacket forceFlags(int bits) {
        this.forcedFlagsOn = bits;
        return this;
    }

    /** Clears bits of the connect flags whatever the fields say. */
    public ConnectPacket dropFlags(int bits) {
        this.forcedFlagsOff = bits;
        return this;
    }

    private int flags() {
        int flags = cleanStart ? 0x02 : 0;
        if (will != null) {
            flags |= 0x04 | will.qos() << 3 | (will.retain() ? 0x20 : 0);
        }
        flags |= (username != null ? 0x80 : 0) | (password != null ? 0x40 : 0);
        return (flags | forcedFlagsOn) & ~forcedFlagsOff;
    }

    public byte[] bytes() {
        Wire out = Wire.wire().string(protocolName).u8(level).u8(flags()).u16(keepAliveSeconds);
        boolean v5 = version.hasProperties();
        if (v5) {
            out.raw(props.bytes());
        }
        out.binary(clientId);
        if (will != null) {
            if (v5) {
                out.raw(will.props().bytes());
            }
            out.binary(will.topic()).binary(will.payload());
        }
        if (username != null) {
            out.binary(username);
        }
        if (password != null) {
            out.binary(password);
        }
        return Wire.packet(PacketKind.CONNECT.firstByte(), out.bytes());
    }
}
