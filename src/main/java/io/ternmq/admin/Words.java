package io.ternmq.admin;

import io.ternmq.event.Names;
import io.ternmq.protocol.ProtocolVersion;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers, sizes and spans as people read them: the same on pages, in their updates and in answers to commands. */
public final class Words {
    private static final String[] BYTE_UNITS = {"B", "KB", "MB", "GB", "TB", "PB"};
    private static final double WHOLE_FROM = 9.95;

    private Words() {}

    /** 1,234,567 */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** At the most one digit after the point below ten, none above; a rate that isn't quite zero doesn't look like it. */
    public static String rate(double perSecond) {
        if (perSecond >= WHOLE_FROM) {
            return count(Math.round(perSecond));
        }
        if (perSecond > 0 && perSecond < 0.05) {
            return "<0.1";
        }
        double rounded = Math.round(perSecond * 10) / 10.0;
        return rounded == Math.rint(rounded) ? count(Math.round(rounded)) : String.format(Locale.ROOT, "%.1f", rounded);
    }

    /** 512 B, 1.5 KB, 340 MB */
    public static String bytes(double bytes) {
        int unit = 0;
        double amount = bytes;
        while (amount >= 999.5 && unit < BYTE_UNITS.length - 1) {
            amount /= 1024;
            unit++;
        }
        String number = amount >= WHOLE_FROM || unit == 0
                ? count(Math.round(amount))
                : String.format(Locale.ROOT, "%.1f", amount);
        return number + " " + BYTE_UNITS[unit];
    }

    /** The two largest units: 3 d 4 h, 12 min 5 s. */
    public static String span(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return two(seconds / 60, "min", seconds % 60, "s");
        }
        if (seconds < 86_400) {
            return two(seconds / 3600, "h", seconds / 60 % 60, "min");
        }
        return two(seconds / 86_400, "d", seconds / 3600 % 24, "h");
    }

    private static String two(long large, String largeUnit, long small, String smallUnit) {
        String first = count(large) + " " + largeUnit;
        return small == 0 ? first : first + " " + small + " " + smallUnit;
    }

    /**
     * A name from a client in one line and not too long: what moves the cursor, breaks the line, turns the direction of writing or can't be
     * seen is spelt out. Markup is no business of this.
     */
    public static String name(@Nullable String name, int maxShown) {
        return name == null ? "-" : Names.escape(name, maxShown);
    }

    /** MQTT 3.1.1 and the like. */
    static String protocol(ProtocolVersion version) {
        return switch (version) {
            case MQTT_3_1 -> "MQTT 3.1";
            case MQTT_3_1_1 -> "MQTT 3.1.1";
            case MQTT_5 -> "MQTT 5";
        };
    }

    /** "1 problem", "2 problems". */
    public static String counted(long number, String one, String many) {
        return count(number) + " " + (number == 1 ? one : many);
    }
}
