package io.ternmq.protocol.codec;

import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.UserProperty;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Random parts of packets, valid ones. */
final class RandomValues {
    private final Random random;

    RandomValues(long seed) {
        random = new Random(seed);
    }

    boolean flag() {
        return random.nextBoolean();
    }

    int number(int bound) {
        return random.nextInt(bound);
    }

    int packetId() {
        return 1 + random.nextInt(65535);
    }

    Qos qos() {
        return one(Qos.values());
    }

    @SafeVarargs
    final <T> T one(T... some) {
        return some[random.nextInt(some.length)];
    }

    byte[] bytes(int longest) {
        byte[] bytes = new byte[random.nextInt(longest + 1)];
        random.nextBytes(bytes);
        return bytes;
    }

    byte[] utf8(int longest) {
        return text(longest).getBytes(StandardCharsets.UTF_8);
    }

    /** Text of up to so many characters, of one to four bytes each, without U+0000. */
    String text(int longest) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(longest + 1); i > 0; i--) {
            text.appendCodePoint(character());
        }
        return text.toString();
    }

    private int character() {
        return switch (random.nextInt(8)) {
            case 0 -> 0x80 + random.nextInt(0x780);
            case 1 -> 0x800 + random.nextInt(0xD000);
            case 2 -> 0x10000 + random.nextInt(0x100000);
            default -> ' ' + random.nextInt(95);
        };
    }

    String topic() {
        StringBuilder topic = new StringBuilder(random.nextInt(8) == 0 ? "$" : "t");
        for (int i = random.nextInt(5); i > 0; i--) {
            topic.append('/').append(level());
        }
        return topic.toString();
    }

    String filter() {
        StringBuilder filter = new StringBuilder(random.nextInt(4) == 0 ? "$share/" + shareName() + "/" : "");
        filter.append(one("+", "f", "$SYS", "\u20AC"));
        for (int i = random.nextInt(5); i > 0; i--) {
            filter.append('/').append(flag() ? "+" : level());
        }
        return filter.append(flag() ? "/#" : "").toString();
    }

    private String shareName() {
        return "g" + level().replace("/", "");
    }

    private String level() {
        return text(6).replaceAll("[+#/]", "");
    }

    /** Some of the properties that a packet may carry, but not the named ones; none at all in a quarter of cases. */
    Properties properties(PacketType place, Property... but) {
        if (random.nextInt(4) == 0) {
            return Properties.NONE;
        }
        Properties properties = Properties.create();
        fill(properties, place, but);
        return properties;
    }

    void fill(Properties properties, PacketType place, Property... but) {
        for (Property property : Property.values()) {
            if (property.allowedIn(place) && flag() && !Arrays.asList(but).contains(property)) {
                set(properties, property);
            }
        }
    }

    private void set(Properties properties, Property property) {
        switch (property.type()) {
            case BYTE -> properties.set(property, random.nextInt(2));
            case TWO_BYTES -> properties.set(property, packetId());
            case FOUR_BYTES -> properties.set(property, 1 + (random.nextLong() & 0xFFFFFFFEL));
            case VARIABLE_INTEGER -> properties.set(property, 1 + random.nextInt(Varint.MAX));
            case BINARY -> properties.set(property, bytes(20));
            case STRING -> properties.set(property, property == Property.RESPONSE_TOPIC ? topic() : text(20));
            case STRING_PAIR -> {
                for (int i = random.nextInt(4); i >= 0; i--) {
                    properties.add(new UserProperty(text(8), text(8)));
                }
            }
        }
    }
}
