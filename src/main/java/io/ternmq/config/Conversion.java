package io.ternmq.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** Between values and what one writes in a file. What can't be read is an {@link IllegalArgumentException} in words. */
final class Conversion {
    private static final Pattern SPAN = Pattern.compile("(-?\\d+)\\s*(ns|us|ms|s|m|h|d)");
    private static final List<String> ON = List.of("true", "on", "yes", "1");
    private static final List<String> OFF = List.of("false", "off", "no", "0");

    private Conversion() {}

    /** The value of a setting from what was given; several texts are the elements of a list. */
    static Object value(SettingsCatalog.Entry entry, List<String> texts) {
        if (!entry.isList()) {
            if (texts.size() != 1) {
                throw new IllegalArgumentException("is one value and no list");
            }
            return checked(entry, texts.get(0));
        }
        List<Object> values = new ArrayList<>();
        for (String text : elements(texts)) {
            values.add(checked(entry, text));
        }
        return List.copyOf(values);
    }

    /** A list may be written as one text with commas. */
    private static List<String> elements(List<String> texts) {
        if (texts.size() != 1) {
            return texts;
        }
        List<String> elements = new ArrayList<>();
        for (String element : texts.get(0).split(",", -1)) {
            if (!element.isBlank()) {
                elements.add(element.strip());
            }
        }
        return elements;
    }

    private static Object checked(SettingsCatalog.Entry entry, String text) {
        Object value = scalar(entry.valueType(), text);
        Setting declaration = entry.declaration();
        checkBound(entry, value, declaration.min(), -1, "is less than ");
        checkBound(entry, value, declaration.max(), 1, "is more than ");
        if (declaration.choices().length > 0 && !entry.choices().contains(text(value))) {
            throw new IllegalArgumentException(
                    "'%s' is none of %s".formatted(text, String.join(", ", entry.choices())));
        }
        return value;
    }

    @SuppressWarnings("unchecked") // a bound is read as the same type as the value
    private static void checkBound(SettingsCatalog.Entry entry, Object value, String bound, int wrong, String words) {
        if (!bound.isEmpty()) {
            Object limit = scalar(entry.valueType(), bound);
            if (Integer.signum(((Comparable<Object>) value).compareTo(limit)) == wrong) {
                throw new IllegalArgumentException(text(value) + " " + words + bound);
            }
        }
    }

    private static Object scalar(Class<?> type, String given) {
        String text = given.strip();
        if (type == String.class) {
            return given;
        } else if (type == int.class || type == Integer.class) {
            return Math.toIntExact(number(text, Integer.MIN_VALUE, Integer.MAX_VALUE));
        } else if (type == long.class) {
            return number(text, Long.MIN_VALUE, Long.MAX_VALUE);
        } else if (type == boolean.class) {
            return bool(text);
        } else if (type == Duration.class) {
            return duration(text);
        } else if (type == DataSize.class) {
            return dataSize(text);
        } else if (type == Path.class) {
            return path(text);
        } else if (type == Expiry.class) {
            return Expiry.parse(text);
        } else if (type == WillDelay.class) {
            return WillDelay.parse(text);
        } else if (type.isEnum()) {
            return constant(type, text);
        }
        throw new IllegalStateException("No setting can be of " + type);
    }

    private static long number(String text, long min, long max) {
        try {
            long number = Long.parseLong(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException none) {
            // Said below.
        }
        throw new IllegalArgumentException("'" + text + "' is no whole number, or one that is too large");
    }

    private static boolean bool(String text) {
        Boolean value = findBool(text);
        if (value == null) {
            throw new IllegalArgumentException("'" + text + "' is neither true nor false");
        }
        return value;
    }

    private static @Nullable Boolean findBool(String text) {
        String word = text.toLowerCase(Locale.ROOT);
        return ON.contains(word) ? Boolean.TRUE : OFF.contains(word) ? Boolean.FALSE : null;
    }

    private static Duration duration(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        Matcher matcher = SPAN.matcher(text.toLowerCase(Locale.ROOT));
        try {
            if (!matcher.matches()) {
                return Duration.parse(text);
            }
            long amount = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "ns" -> Duration.ofNanos(amount);
                case "us" -> Duration.ofNanos(Math.multiplyExact(amount, 1000L));
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                default -> Duration.ofDays(amount);
            };
        } catch (DateTimeParseException | NumberFormatException | ArithmeticException none) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no span of time: a number with its unit is, such as 500ms, 20s, 5m, 1h or 1d",
                    none);
        }
    }

    private static DataSize dataSize(String text) {
        try {
            return DataSize.parse(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException | ArithmeticException none) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no amount of data: a number with B, KB, MB or GB is, such as 64KB", none);
        }
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException none) {
            throw new IllegalArgumentException("'" + text + "' is no path: " + none.getReason(), none);
        }
    }

    private static Object constant(Class<?> type, String text) {
        String word = SettingsCatalog.normalWord(text);
        Boolean flag = findBool(text);
        List<String> names = new ArrayList<>();
        for (Object constant : type.getEnumConstants()) {
            String name = SettingsCatalog.normalWord(text(constant));
            // A choice that has true and false among it may be written as any flag.
            if (name.equals(word) || flag != null && name.equals(flag.toString())) {
                return constant;
            }
            names.add(text(constant));
        }
        throw new IllegalArgumentException("'%s' is none of %s".formatted(text, String.join(", ", names)));
    }

    /** As one would write the value in a file; empty for none. */
    static String text(@Nullable Object value) {
        if (value == null) {
            return "";
        } else if (value instanceof Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT);
        } else if (value instanceof List<?> list) {
            return String.join(",", list.stream().map(Conversion::text).toList());
        } else if (value instanceof Duration duration) {
            return text(duration);
        } else if (value instanceof DataSize size) {
            return text(size);
        }
        return value.toString();
    }

    private static String text(Duration duration) {
        if (duration.toNanosPart() % 1_000_000 != 0) {
            return duration.toNanos() + "ns";
        } else if (duration.toMillisPart() != 0) {
            return duration.toMillis() + "ms";
        } else if (duration.isZero() || duration.toSecondsPart() != 0 || duration.toSeconds() < 120) {
            return duration.toSeconds() + "s";
        } else if (duration.toMinutesPart() != 0) {
            return duration.toMinutes() + "m";
        }
        return duration.toHoursPart() != 0 ? duration.toHours() + "h" : duration.toDays() + "d";
    }

    private static String text(DataSize size) {
        long bytes = size.toBytes();
        if (bytes == 0 || bytes % 1024 != 0) {
            return bytes + "B";
        } else if (bytes % (1024 * 1024) != 0) {
            return bytes / 1024 + "KB";
        }
        return bytes % (1024 * 1024 * 1024) == 0 ? bytes / (1024 * 1024 * 1024) + "GB" : bytes / (1024 * 1024) + "MB";
    }
}
