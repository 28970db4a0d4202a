package io.ternmq.conformance.harness;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The properties of one packet in their order. Numbers are {@code Integer} or {@code Long}, pairs are {@code Map.Entry}. */
public final class Props {

    private final List<Map.Entry<Prop, Object>> entries = new ArrayList<>();

    public static Props none() {
        return new Props();
    }

    public static Props of(Prop prop, Object value) {
        return none().with(prop, value);
    }

    public Props with(Prop prop, Object value) {
        entries.add(Map.entry(prop, value));
        return this;
    }

    public Props user(String key, String value) {
        return with(Prop.USER_PROPERTY, Map.entry(key, value));
    }

    /** Reads the properties of a packet that the broker sent and checks place, count and range of each. */
    static Props read(ByteBuffer in, PacketKind kind) {
        int length = PacketParser.varInt(in);
        ByteBuffer section = PacketParser.slice(in, length);
        Props props = none();
        Set<Prop> seen = EnumSet.noneOf(Prop.class);
        while (section.hasRemaining()) {
            int id = PacketParser.varInt(section);
            Prop prop = Prop.find(id);
            PacketParser.check(prop != null, "unknown property " + id);
            PacketParser.check(prop.mayStandIn(kind), prop + " may not stand in " + kind);
            PacketParser.check(seen.add(prop) || prop.mayRepeat(), prop + " stands twice in " + kind);
            props.with(prop, value(section, prop));
        }
        return props;
    }

    private static Object value(ByteBuffer in, Prop prop) {
        return switch (prop.type()) {
            case U8 -> in.get() & 0xFF;
            case U16 -> in.getShort() & 0xFFFF;
            case U32 -> in.getInt() & 0xFFFF_FFFFL;
            case VAR_INT -> PacketParser.varInt(in);
            case STRING -> PacketParser.string(in);
            case BINARY -> PacketParser.binary(in);
            case PAIR -> Map.entry(PacketParser.string(in), PacketParser.string(in));
        };
    }

    /** The encoded properties with their length in front. */
    public byte[] bytes() {
        Wire body = Wire.wire();
        for (Map.Entry<Prop, Object> entry : entries) {
            body.varInt(entry.getKey().id());
            writeValue(body, entry.getKey(), entry.getValue());
        }
        return Wire.wire().varInt(body.size()).raw(body.bytes()).bytes();
    }

    private static void writeValue(Wire out, Prop prop, Object value) {
        switch (prop.type()) {
            case U8 -> out.u8(((Number) value).intValue());
            case U16 -> out.u16(((Number) value).intValue());
            case U32 -> out.u32(((Number) value).longValue());
            case VAR_INT -> out.varInt(((Number) value).intValue());
            case STRING -> out.string((String) value);
            case BINARY -> out.binary((byte[]) value);
            case PAIR -> {
                Map.Entry<?, ?> pair = (Map.Entry<?, ?>) value;
                out.string((String) pair.getKey()).string((String) pair.getValue());
            }
        }
    }

    public boolean has(Prop prop) {
        return find(prop).isPresent();
    }

    public Optional<Object> find(Prop prop) {
        return all(prop).stream().findFirst();
    }

    public List<Object> all(Prop prop) {
        return entries.stream()
                .filter(entry -> entry.getKey() == prop)
                .map(Map.Entry::getValue)
                .toList();
    }

    /** The number value of a property. */
    public long number(Prop prop, long absent) {
        return find(prop).map(value -> ((Number) value).longValue()).orElse(absent);
    }

    /** The string value of a property, or null. */
    public String text(Prop prop) {
        return (String) find(prop).orElseThrow(() -> new AssertionError(prop + " is absent from " + this));
    }

    public byte[] binary(Prop prop) {
        return (byte[]) find(prop).orElseThrow(() -> new AssertionError(prop + " is absent from " + this));
    }

    public List<Object> userProperties() {
        return all(Prop.USER_PROPERTY);
    }

    public List<Integer> subscriptionIdentifiers() {
        return all(Prop.SUBSCRIPTION_IDENTIFIER).stream()
                .map(value -> (Integer) value)
                .toList();
    }

    @Override
    public String toString() {
        return entries.toString();
    }
}
