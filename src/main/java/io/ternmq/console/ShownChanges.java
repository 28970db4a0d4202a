package io.ternmq.console;

import io.ternmq.admin.AuditReport.Difference;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What the audit log keeps of a change, in the words of the pages on which such changes are made; templates know it as {@code @changes}. */
@Component("changes")
class ShownChanges {
    /** A place in a list, the names of what it is part of, the property's own name, and which of several it is. */
    private static final Pattern PATH = Pattern.compile("(?:\\[(\\d+)])?\\.?(?:\\w+\\.)*(\\w*)(?:\\[\\d+])?");

    private static final Map<String, String> PROPERTIES = Map.ofEntries(
            Map.entry("allow", "decision"),
            Map.entry("who", "for"),
            Map.entry("value", "which"),
            Map.entry("operations", "to"),
            Map.entry("target", "topic filter or client id"),
            Map.entry("shareName", "only shared as"),
            Map.entry("maxQos", "highest QoS"),
            Map.entry("groups", "group"),
            Map.entry("kind", "what"),
            Map.entry("reason", "why"),
            Map.entry("expiresAt", "ends"),
            Map.entry("created", "new users"),
            Map.entry("changed", "changed users"),
            Map.entry("names", "user"));

    private static final Map<String, Map<String, String>> VALUES = Map.of(
            "allow", Map.of("true", "allow", "false", "deny"),
            "enabled", Map.of("true", "yes", "false", "no"),
            "disabled", Map.of("true", "yes", "false", "no"),
            "online", Map.of("true", "yes", "false", "no"),
            "queued", Map.of("true", "yes", "false", "no"),
            "who", Map.of("client-id", "client id"),
            "kind", Map.of("client-id", "client id"),
            "operations", Map.of("retain", "publish retained", "will", "leave a will"));

    private final ShownTimes times;

    ShownChanges(ShownTimes times) {
        this.times = times;
    }

    /** The differences without those of which there is nothing to be seen. */
    public List<Difference> words(List<Difference> differences) {
        return differences.stream()
                .filter(each -> !isNothing(each.before()) || !isNothing(each.after()))
                .map(this::words)
                .toList();
    }

    private static boolean isNothing(@Nullable String value) {
        return value == null || value.isEmpty();
    }

    private Difference words(Difference raw) {
        Matcher path = PATH.matcher(raw.what());
        if (!path.matches()) {
            return raw;
        }
        String property = path.group(2);
        String place = path.group(1) == null ? "" : path.group(1) + ". ";
        return new Difference(
                (place + property(property)).strip(), value(property, raw.before()), value(property, raw.after()));
    }

    /** One that no page has a word for is taken apart: {@code someName} is "some name". */
    private static String property(String name) {
        String known = PROPERTIES.get(name);
        return known != null ? known : name.replaceAll("(?=\\p{Lu})", " ").toLowerCase(Locale.ROOT);
    }

    private @Nullable String value(String property, @Nullable String raw) {
        if (raw == null) {
            return null;
        }
        return switch (property) {
            case "role" -> raw.toLowerCase(Locale.ROOT);
            case "since", "until", "expiresAt" -> time(raw);
            default -> VALUES.getOrDefault(property, Map.of()).getOrDefault(raw, raw);
        };
    }

    private String time(String raw) {
        try {
            return times.stamp(Instant.parse(raw));
        } catch (DateTimeException other) {
            return raw;
        }
    }
}
