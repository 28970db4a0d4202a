package io.ternmq.access.verne;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What Redis and MongoDB have of somebody: an object with {@code passhash}, {@code publish_acl} and {@code subscribe_acl}. */
final class JsonRow {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String NOTHING = "[]";

    private JsonRow() {}

    /** The row; one whose text is no JSON object has no password, so that nobody gets in by it. */
    static Row read(Identity who, String clientId, String text) {
        JsonNode json;
        try {
            json = JSON.readTree(text);
        } catch (JacksonException | StackOverflowError bad) {
            return new Row(who.id().mountpoint(), clientId, who.userName(), null, null, text, text);
        }
        JsonNode passhash = json.get("passhash");
        return new Row(
                who.id().mountpoint(),
                clientId,
                who.userName(),
                null,
                passhash != null && passhash.isString() ? passhash.asString() : null,
                acl(json.get("publish_acl")),
                acl(json.get("subscribe_acl")));
    }

    /** A missing one allows nothing. */
    private static @Nullable String acl(@Nullable JsonNode array) {
        return array == null ? NOTHING : array.isNull() ? null : array.toString();
    }

    /** How VerneMQ makes a key of names: a JSON array without blanks. */
    static String key(Identity who, String clientId) {
        return JSON.writeValueAsString(new String[] {who.id().mountpoint(), clientId, who.userName()});
    }
}
