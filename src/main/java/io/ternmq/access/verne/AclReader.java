package io.ternmq.access.verne;

import io.ternmq.access.Shown;
import io.ternmq.access.Terms;
import io.ternmq.access.Terms.Replacement;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.protocol.TopicRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads VerneMQ's JSON ACLs for one client. Unknown fields and values out of range are passed over with a warning; an entry with
 * an invalid pattern or with modifiers that can't be understood never allows anything, and that too is a warning. Names of the
 * client stand for one whole level: one with a slash or a wildcard in it meets no level.
 */
final class AclReader {
    /** What VerneMQ takes when nothing is said: 256 MiB. Larger packets there are none. */
    private static final int ANY_PAYLOAD = 268_435_456;

    /** So many entries and bytes are read, so that no row fills the memory. */
    private static final int MAX_ENTRIES = 10_000;

    private static final int MAX_TEXT = 4_000_000;
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<String> FIELDS =
            Set.of("pattern", "max_qos", "max_payload_size", "allowed_retain", "modifiers");

    private final SubscriberId id;
    private final @Nullable String userName;
    private final Consumer<String> warnings;

    /** @param warnings is told in words what was passed over */
    AclReader(SubscriberId id, @Nullable String userName, Consumer<String> warnings) {
        this.id = id;
        this.userName = userName;
        this.warnings = warnings;
    }

    /**
     * Reads both.
     *
     * @param source its name, for explanations
     * @throws BadAclException when one is missing or no JSON array of objects
     */
    VerneAcl read(String source, @Nullable String publishAcl, @Nullable String subscribeAcl) throws BadAclException {
        List<AclEntry> publish = entries("publish_acl", publishAcl, true);
        List<AclEntry> subscribe = entries("subscribe_acl", subscribeAcl, false);
        return new VerneAcl(source, withoutUngrantedSystemTopics(publish), withReplacements(subscribe));
    }

    private List<AclEntry> entries(String column, @Nullable String text, boolean publish) throws BadAclException {
        if (text == null) {
            throw new BadAclException("has NULL in " + column + "; [] stands for no rights");
        }
        JsonNode array = parse(column, text);
        if (!array.isArray() || array.size() > MAX_ENTRIES) {
            throw new BadAclException("has no JSON array of at most %d objects in %s".formatted(MAX_ENTRIES, column));
        }
        List<AclEntry> entries = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            AclEntry entry = entry(i + 1, column, array.get(i), publish);
            if (entry != null) {
                entries.add(entry);
            }
        }
        return entries;
    }

    private static JsonNode parse(String column, String text) throws BadAclException {
        if (text.length() > MAX_TEXT) {
            throw new BadAclException("has more than %d characters in %s".formatted(MAX_TEXT, column));
        }
        try {
            return JSON.readTree(text);
        } catch (JacksonException | StackOverflowError e) {
            throw new BadAclException("has no JSON in " + column, e);
        }
    }

    private @Nullable AclEntry entry(int number, String column, JsonNode json, boolean publish) {
        String where = "entry %d of %s".formatted(number, column);
        JsonNode pattern = json.get("pattern");
        if (pattern == null || !pattern.isString()) {
            warnings.accept(where + " has no pattern and allows nothing");
            return null;
        }
        Placed placed = place(where, pattern.asString());
        if (placed == null) {
            return null;
        }
        for (String field : json.propertyNames()) {
            if (!FIELDS.contains(field)) {
                warnings.accept(where + " has the unknown field " + Shown.quoted(field));
            }
        }
        Terms terms;
        try {
            terms = terms(json.get("modifiers"), publish);
        } catch (BadAclException e) {
            warnings.accept(
                    "%s has modifiers that can't be applied and allows nothing: %s".formatted(where, e.getMessage()));
            return null;
        }
        return new AclEntry(
                number,
                pattern.asString(),
                placed.filter,
                placed.shareName,
                Qos.of(number(where, json, "max_qos", 2, 2)),
                payload(number(where, json, "max_payload_size", ANY_PAYLOAD, ANY_PAYLOAD)),
                !json.path("allowed_retain").isBoolean()
                        || json.path("allowed_retain").asBoolean(),
                terms);
    }

    private static int payload(int bytes) {
        return bytes >= ANY_PAYLOAD ? Integer.MAX_VALUE : bytes;
    }

    private int number(String where, JsonNode json, String field, int byDefault, int most) {
        JsonNode value = json.get(field);
        if (value == null) {
            return byDefault;
        } else if (value.isIntegralNumber() && value.canConvertToInt() && value.asInt() >= 0 && value.asInt() <= most) {
            return value.asInt();
        }
        warnings.accept(
                "%s has a %s that is no number from 0 to %d; it counts as %d".formatted(where, field, most, byDefault));
        return byDefault;
    }

    /** A pattern with the client's names in it. */
    private record Placed(TopicFilter filter, @Nullable String shareName) {}

    private @Nullable Placed place(String where, String pattern) {
        String shareName = null;
        String rest = pattern;
        if (pattern.startsWith(TopicRules.SHARE_PREFIX)) {
            int from = TopicRules.SHARE_PREFIX.length();
            int slash = pattern.indexOf('/', from);
            shareName = slash < 0 ? "" : pattern.substring(from, slash);
            rest = slash < 0 ? "" : pattern.substring(slash + 1);
        }
        boolean badName = shareName != null && !shareName.matches("\\+|[^+#]+");
        String problem = badName ? "has no share name" : TopicRules.filterProblem(rest);
        if (problem != null) {
            warnings.accept(
                    "%s has a pattern that %s and allows nothing: %s".formatted(where, problem, Shown.quoted(pattern)));
            return null;
        }
        String filled = fill(rest);
        return filled == null ? null : new Placed(TopicFilter.of(filled), shareName);
    }

    /** Null when a name is no level, so that the pattern is nobody's. */
    private @Nullable String fill(String pattern) {
        String[] levels = pattern.split("/", -1);
        for (int i = 0; i < levels.length; i++) {
            String name = switch (levels[i]) {
                case "%c" -> id.clientId();
                case "%m" -> id.mountpoint();
                case "%u" -> userName == null ? "/" : userName;
                default -> null;
            };
            if (name != null) {
                boolean isLevel = name.indexOf('/') < 0 && name.indexOf('+') < 0 && name.indexOf('#') < 0;
                // A name may neither be a wildcard nor make the pattern one of $ topics.
                if (!isLevel || i == 0 && name.startsWith("$")) {
                    return null;
                }
                levels[i] = name;
            }
        }
        String filled = String.join("/", levels);
        return TopicRules.filterProblem(filled) == null ? filled : null;
    }

    private static Terms terms(@Nullable JsonNode modifiers, boolean publish) throws BadAclException {
        if (modifiers == null || modifiers.isNull()) {
            return Terms.NONE;
        }
        return publish
                ? new Terms(Modifiers.ofPublish(modifiers), null, 0, Integer.MAX_VALUE)
                : new Terms(null, Modifiers.ofSubscribe(modifiers), 0, Integer.MAX_VALUE);
    }

    /** A modifier is the operator's word, but into {@code $} topics it leads only where an entry grants them by name. */
    private List<AclEntry> withoutUngrantedSystemTopics(List<AclEntry> entries) {
        List<AclEntry> good = new ArrayList<>(entries.size());
        for (AclEntry entry : entries) {
            Topic topic = entry.terms().publish() == null
                    ? null
                    : entry.terms().publish().topic();
            if (topic == null
                    || !topic.isSystem()
                    || entries.stream().anyMatch(each -> each.filter().matches(topic))) {
                good.add(entry);
            } else {
                warnings.accept("entry %d of publish_acl leads to %s, which no entry grants, and allows nothing"
                        .formatted(entry.number(), Shown.quoted(topic.toString())));
            }
        }
        return List.copyOf(good);
    }

    /** What subscriptions become is allowed as well, so that they stand when they are judged again. */
    private static List<AclEntry> withReplacements(List<AclEntry> entries) {
        List<AclEntry> all = new ArrayList<>(entries);
        for (AclEntry entry : entries) {
            List<Replacement> instead = entry.terms().instead();
            for (Replacement each : instead == null ? List.<Replacement>of() : instead) {
                if (each.qos() != null) {
                    all.add(new AclEntry(
                            entry.number(),
                            entry.pattern(),
                            each.filter(),
                            each.filter().shareName(),
                            each.qos(),
                            Integer.MAX_VALUE,
                            true,
                            Terms.AS_RESULT));
                }
            }
        }
        return List.copyOf(all);
    }
}
