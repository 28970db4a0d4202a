package io.ternmq.admin;

import io.ternmq.access.builtin.AuditEntry;
import io.ternmq.access.builtin.AuditStore;
import io.ternmq.access.builtin.BuiltinStore;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes down who changed what, without what is secret. Every changing use case does, after it has changed something. Any thread. */
@Component
public class AuditTrail {
    /** Names of properties whose values nobody should read, and from which nothing could be restored safely. */
    private static final Pattern SECRET =
            Pattern.compile("(password|passwordhash|secret|secrethash|scramkeys|hash|token)", Pattern.CASE_INSENSITIVE);

    private static final long NONE = 0;

    private final AuditStore store;
    private final JsonMapper json;

    AuditTrail(BuiltinStore store, JsonMapper json) {
        this.store = store.audit();
        this.json = json;
    }

    /**
     * Keeps an entry.
     *
     * @param action a noun and a verb, for instance {@code user.create}
     * @param object what was changed, for instance the user's name
     * @param before any value that has a form as JSON; null when there was nothing
     * @param after likewise; null when there is nothing any more
     * @return the entry as it is kept; its error is one of the store's
     */
    public Mono<AuditEntry> record(
            Author author, String action, String object, @Nullable Object before, @Nullable Object after) {
        return record(author, action, object, before, after, NONE);
    }

    /** Keeps an entry that takes back another. */
    Mono<AuditEntry> record(
            Author author, String action, String object, @Nullable Object before, @Nullable Object after, long undoes) {
        return Mono.defer(() -> store.add(new AuditEntry(
                NONE,
                Times.now(),
                author.name(),
                author.via(),
                author.address(),
                action,
                object,
                text(before),
                text(after),
                undoes)));
    }

    private @Nullable String text(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        JsonNode tree = value instanceof JsonNode node ? node.deepCopy() : json.valueToTree(value);
        return json.writeValueAsString(withoutSecrets(tree));
    }

    private static JsonNode withoutSecrets(JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (String name : Set.copyOf(object.propertyNames())) {
                if (SECRET.matcher(name).matches()) {
                    object.remove(name);
                }
            }
            object.forEach(AuditTrail::withoutSecrets);
        } else if (node instanceof ArrayNode array) {
            array.forEach(AuditTrail::withoutSecrets);
        }
        return node;
    }
}
