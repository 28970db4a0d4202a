package io.ternmq.access.verne;

import io.ternmq.access.PublishChange;
import io.ternmq.access.Terms.Replacement;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.protocol.TopicRules;
import io.ternmq.protocol.UserProperty;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the modifiers of an ACL entry. An unknown one, or a value of the wrong kind, makes all of them bad, as in VerneMQ. */
final class Modifiers {
    private static final int REFUSED = 0x80;

    private Modifiers() {}

    /** An object with topic, payload, qos, retain, mountpoint, properties. */
    static PublishChange ofPublish(JsonNode json) throws BadAclException {
        requireObject(json);
        Topic topic = null;
        byte[] payload = null;
        Qos qos = null;
        Boolean retain = null;
        String mountpoint = null;
        Properties properties = Properties.NONE;
        for (String key : json.propertyNames()) {
            JsonNode value = json.get(key);
            switch (key) {
                case "topic" -> topic = topic(text(key, value));
                case "payload" -> payload = text(key, value).getBytes(StandardCharsets.UTF_8);
                case "qos" -> qos = Qos.of((int) number(key, value, 2));
                case "retain" -> retain = flag(key, value);
                case "mountpoint" -> mountpoint = text(key, value);
                case "properties" -> properties = properties(value);
                default -> throw new BadAclException("'" + key + "' is no modifier of a publish");
            }
        }
        return new PublishChange(topic, payload, qos, retain, mountpoint, properties);
    }

    /** An array of arrays, each with a filter and a QoS; 128 refuses. */
    static List<Replacement> ofSubscribe(JsonNode json) throws BadAclException {
        if (!json.isArray() || json.isEmpty()) {
            throw new BadAclException("they are no array of [filter, qos]");
        }
        List<Replacement> replacements = new ArrayList<>(json.size());
        for (JsonNode pair : json) {
            if (!pair.isArray() || pair.size() != 2) {
                throw new BadAclException("they are no array of [filter, qos]");
            }
            TopicFilter filter = TopicFilter.parse(text("filter", pair.get(0))).filter();
            if (filter == null) {
                throw new BadAclException("a filter is not valid");
            }
            long qos = number("qos", pair.get(1), REFUSED);
            if (qos > 2 && qos < REFUSED) {
                throw new BadAclException("a qos is none of 0, 1, 2 and 128");
            }
            replacements.add(new Replacement(filter, qos == REFUSED ? null : Qos.of((int) qos)));
        }
        return List.copyOf(replacements);
    }

    private static Topic topic(String text) throws BadAclException {
        String problem = TopicRules.nameProblem(text);
        if (problem != null) {
            throw new BadAclException("the topic " + problem);
        }
        return Topic.of(text);
    }

    private static Properties properties(JsonNode json) throws BadAclException {
        requireObject(json);
        Properties properties = Properties.create();
        for (String key : json.propertyNames()) {
            JsonNode value = json.get(key);
            switch (key) {
                case "p_user_property" -> addUserProperties(properties, value);
                case "p_message_expiry_interval" ->
                    properties.set(Property.MESSAGE_EXPIRY_INTERVAL, number(key, value, 0xFFFFFFFFL));
                case "p_content_type" -> properties.set(Property.CONTENT_TYPE, text(key, value));
                case "p_payload_format_indicator" ->
                    properties.set(
                            Property.PAYLOAD_FORMAT_INDICATOR, text(key, value).equals("utf8") ? 1 : 0);
                case "p_response_topic" ->
                    properties.set(
                            Property.RESPONSE_TOPIC, topic(text(key, value)).toString());
                case "p_correlation_data" ->
                    properties.set(Property.CORRELATION_DATA, text(key, value).getBytes(StandardCharsets.UTF_8));
                default -> throw new BadAclException("'" + key + "' is no property that a modifier can set");
            }
        }
        return properties;
    }

    /** {@code [{"name": "value"}, …]}, or {@code [["name", "value"], …]}, or one object. */
    private static void addUserProperties(Properties properties, JsonNode json) throws BadAclException {
        if (json.isObject()) {
            for (String name : json.propertyNames()) {
                properties.add(new UserProperty(name, text(name, json.get(name))));
            }
            return;
        }
        for (JsonNode item : json) {
            if (item.isArray() && item.size() == 2) {
                properties.add(new UserProperty(text("name", item.get(0)), text("value", item.get(1))));
            } else {
                requireObject(item);
                addUserProperties(properties, item);
            }
        }
    }

    private static void requireObject(JsonNode json) throws BadAclException {
        if (!json.isObject()) {
            throw new BadAclException("they are no object");
        }
    }

    private static String text(String key, @Nullable JsonNode value) throws BadAclException {
        if (value == null || !value.isString() || value.asString().indexOf('\0') >= 0) {
            throw new BadAclException("'" + key + "' is no text");
        }
        return value.asString();
    }

    private static boolean flag(String key, JsonNode value) throws BadAclException {
        if (!value.isBoolean()) {
            throw new BadAclException("'" + key + "' is neither true nor false");
        }
        return value.asBoolean();
    }

    private static long number(String key, JsonNode value, long most) throws BadAclException {
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < 0 || value.asLong() > most) {
            throw new BadAclException("'" + key + "' is no number from 0 to " + most);
        }
        return value.asLong();
    }
}
