package io.ternmq.access.http;

import io.ternmq.access.Shown;
import io.ternmq.access.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the server said.
 *
 * @param reason for people; empty for none
 * @param userName from now on; null for as before
 * @param clientId from now on; null for as before
 * @param groups that the user is in; null for not told
 * @param acl what the client may do; null for not told
 * @param endsAtMillis when the connection is over, wall clock; {@link Long#MAX_VALUE} for never
 */
record HttpAnswer(
        Verdict verdict,
        String reason,
        @Nullable String userName,
        @Nullable String clientId,
        @Nullable List<String> groups,
        @Nullable Object acl,
        long endsAtMillis) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** @throws IOException when the answer isn't as documented; never with its text, which may hold a secret */
    static HttpAnswer parse(byte[] body) throws IOException {
        JsonNode said;
        try {
            said = JSON.readTree(body);
        } catch (JacksonException wrong) {
            throw new IOException("the answer is no JSON");
        }
        if (said == null || !said.isObject()) {
            throw new IOException("the answer is no JSON object");
        }
        return new HttpAnswer(
                verdict(text(said, "result")),
                orEmpty(text(said, "reason")),
                text(said, "user_name"),
                text(said, "client_id"),
                groups(said),
                acl(said),
                ends(said));
    }

    /** In words, for explanations. */
    String words() {
        String what = switch (verdict) {
            case OK -> "the server allows it";
            case REJECT -> "the server denies it";
            case NEXT -> "the server knows nothing of it";
        };
        return reason.isEmpty() ? what : what + ": " + Shown.quoted(reason);
    }

    private static Verdict verdict(@Nullable String result) throws IOException {
        return switch (orEmpty(result)) {
            case "allow" -> Verdict.OK;
            case "deny" -> Verdict.REJECT;
            case "ignore" -> Verdict.NEXT;
            default -> throw new IOException("the answer's result is neither allow, deny nor ignore");
        };
    }

    private static @Nullable String text(JsonNode said, String name) throws IOException {
        JsonNode value = said.get(name);
        if (value == null || value.isNull()) {
            return null;
        } else if (!value.isString() || value.asString().isEmpty()) {
            throw new IOException("the answer's " + name + " is no text");
        }
        return value.asString();
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static @Nullable List<String> groups(JsonNode said) throws IOException {
        JsonNode value = said.get("groups");
        if (value == null || value.isNull()) {
            return null;
        } else if (!value.isArray()) {
            throw new IOException("the answer's groups are no list");
        }
        List<String> groups = new ArrayList<>();
        for (JsonNode each : value) {
            if (!each.isString()) {
                throw new IOException("the answer's groups are no names");
            }
            groups.add(each.asString());
        }
        return List.copyOf(groups);
    }

    private static @Nullable Object acl(JsonNode said) {
        JsonNode value = said.get("acl");
        return value == null || value.isNull() ? null : JSON.treeToValue(value, Object.class);
    }

    /** In seconds since 1970, as tokens have it. */
    private static long ends(JsonNode said) throws IOException {
        JsonNode value = said.get("expire_at");
        if (value == null || value.isNull()) {
            return Long.MAX_VALUE;
        } else if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new IOException("the answer's expire_at is no number of seconds");
        }
        return value.asLong() > Long.MAX_VALUE / 1000 ? Long.MAX_VALUE : value.asLong() * 1000;
    }
}
