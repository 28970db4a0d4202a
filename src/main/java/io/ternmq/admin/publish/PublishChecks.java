package io.ternmq.admin.publish;

import io.ternmq.admin.CallerAddress;
import io.ternmq.admin.publish.NotPublishedException.Kind;
import io.ternmq.admin.rights.RefusedChangeException;
import io.ternmq.admin.rights.RefusedChangeException.Problem;
import io.ternmq.admin.rights.VirtualPeers;
import io.ternmq.config.BrokerSettings;
import io.ternmq.config.LimitSettings;
import io.ternmq.config.ListenerSettings;
import io.ternmq.config.ListenerSettings.ClientCertificate;
import io.ternmq.event.Explained;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicRules;
import io.ternmq.protocol.UserProperty;
import io.ternmq.protocol.codec.PropertiesCodec;
import io.ternmq.protocol.codec.Varint;
import io.ternmq.session.DirectPublish;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a message of what a program has given, within the limits that a PUBLISH of MQTT 5 has at the listener. */
final class PublishChecks {
    private static final String DEFAULT_LISTENER = "default";
    private static final int MAX_BYTES = 65535;
    private static final long MAX_SECONDS = 0xFFFFFFFFL;
    private static final byte[] NOTHING = {};

    private final LimitSettings limits;
    private final PublishInput input;
    private final List<Problem> problems = new ArrayList<>();

    private PublishChecks(LimitSettings limits, PublishInput input) {
        this.limits = limits;
        this.input = input;
    }

    /**
     * The message.
     *
     * @throws RefusedChangeException with all that is wrong
     * @throws NotPublishedException when it is too large
     */
    static DirectPublish message(BrokerSettings settings, PublishAsker asker, PublishInput input) {
        String name = input.listener() == null ? DEFAULT_LISTENER : input.listener();
        ListenerSettings listener = VirtualPeers.listener(settings, name);
        InetAddress from = CallerAddress.find(asker.address());
        PublishChecks checks = new PublishChecks(settings.limit(), input);
        checks.require(listener.enabled(), "listener", "The listener is not started.");
        checks.require(
                listener.allowedProtocolVersions().contains(ProtocolVersion.MQTT_5.level()),
                "listener",
                "The listener does not accept MQTT 5, by which messages of HTTP are judged.");
        checks.require(
                !listener.kind().isTls() || listener.tls().clientCertificate() != ClientCertificate.REQUIRE,
                "listener",
                "Clients of the listener have to show a certificate, which nobody does over HTTP.");
        checks.require(
                asker.here() || !isOfThisMachine(listener),
                "listener",
                "The listener takes connections of its own machine only, from which the request does not come.");
        checks.require(from != null, "", "The address of the request is not known.");
        String clientId = checks.clientId(asker);
        String user = checks.text("user", input.user());
        byte[] password = checks.password();
        Topic topic = checks.topic();
        byte[] payload = checks.payload();
        Qos qos = checks.qos();
        Properties properties = checks.properties(payload);
        if (from == null || !checks.problems.isEmpty()) {
            throw RefusedChangeException.invalid(checks.problems);
        }
        checks.requireRoom(topic, payload, qos, properties);
        return new DirectPublish(
                VirtualPeers.peer(name, listener, new InetSocketAddress(from, asker.port()), asker.here()),
                clientId,
                user,
                password,
                topic,
                payload,
                qos,
                Boolean.TRUE.equals(input.retain()),
                properties,
                asker.words());
    }

    /** Nobody from elsewhere could connect to it. */
    private static boolean isOfThisMachine(ListenerSettings listener) {
        InetAddress bound = CallerAddress.find(listener.host());
        return bound == null ? listener.host().equalsIgnoreCase("localhost") : bound.isLoopbackAddress();
    }

    private void require(boolean good, String field, String sentence) {
        if (!good) {
            problems.add(new Problem(field, sentence));
        }
    }

    private String clientId(PublishAsker asker) {
        String given = text("clientId", input.clientId());
        String id = given == null ? asker.clientId() : given;
        int most = limits.maxClientIdBytes();
        require(
                !id.isEmpty() && id.getBytes(StandardCharsets.UTF_8).length <= most,
                "clientId",
                "A client id has 1 to " + most + " bytes.");
        return id;
    }

    private byte @Nullable [] password() {
        String password = input.password();
        if (password == null) {
            return null;
        }
        byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
        require(bytes.length <= MAX_BYTES, "password", "It is longer than 65535 bytes.");
        return bytes;
    }

    /** What is a string in MQTT. */
    private @Nullable String text(String field, @Nullable String given) {
        String problem = given == null ? null : TopicRules.textProblem(given);
        require(problem == null, field, "It " + problem + ".");
        require(
                given == null || given.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES,
                field,
                "It is longer than 65535 bytes.");
        return given;
    }

    private Topic topic() {
        String text = input.topic() == null ? "" : input.topic();
        return isTopic("topic", text) ? Topic.of(text) : Topic.of("-");
    }

    private boolean isTopic(String field, String text) {
        String problem = TopicRules.nameProblem(text, limits.maxTopicLevels());
        boolean fits = text.getBytes(StandardCharsets.UTF_8).length <= limits.maxTopicBytes();
        require(problem == null, field, "The topic " + problem + ".");
        require(fits, field, "The topic is longer than " + limits.maxTopicBytes() + " bytes.");
        return problem == null && fits;
    }

    private byte[] payload() {
        String text = input.payload();
        if (text == null) {
            return bytes("payloadBase64", input.payloadBase64());
        }
        require(input.payloadBase64() == null, "payload", "The payload is given twice, as text and as Base64.");
        require(
                StandardCharsets.UTF_8.newEncoder().canEncode(text),
                "payload",
                "It has half of a surrogate pair; give it as payloadBase64.");
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private byte[] bytes(String field, @Nullable String base64) {
        try {
            return base64 == null ? NOTHING : Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            problems.add(new Problem(field, "It is no Base64."));
            return NOTHING;
        }
    }

    private Qos qos() {
        int level = input.qos() == null ? 0 : input.qos();
        boolean known = level >= 0 && level <= 2;
        require(known, "qos", "The QoS is 0, 1 or 2.");
        return known ? Qos.of(level) : Qos.AT_MOST_ONCE;
    }

    private Properties properties(byte[] payload) {
        Properties properties = Properties.create();
        String contentType = text("contentType", input.contentType());
        if (contentType != null) {
            properties.set(Property.CONTENT_TYPE, contentType);
        }
        String responseTopic = input.responseTopic();
        if (responseTopic != null && isTopic("responseTopic", responseTopic)) {
            properties.set(Property.RESPONSE_TOPIC, responseTopic);
        }
        if (input.correlationData() != null) {
            byte[] correlation = bytes("correlationData", input.correlationData());
            require(correlation.length <= MAX_BYTES, "correlationData", "It is longer than 65535 bytes.");
            properties.set(Property.CORRELATION_DATA, correlation);
        }
        Long expiry = input.messageExpiry();
        if (expiry != null) {
            require(expiry >= 0 && expiry <= MAX_SECONDS, "messageExpiry", "It has 0 to " + MAX_SECONDS + " seconds.");
            properties.set(Property.MESSAGE_EXPIRY_INTERVAL, expiry.longValue());
        }
        payloadFormat(properties, payload);
        userProperties(properties);
        return properties;
    }

    private void payloadFormat(Properties properties, byte[] payload) {
        Integer format = input.payloadFormat();
        if (format != null) {
            require(format == 0 || format == 1, "payloadFormat", "It is 1 for UTF-8 or 0 for bytes.");
            require(format != 1 || isText(payload), "payloadFormat", "The payload is said to be UTF-8 and is not.");
            properties.set(Property.PAYLOAD_FORMAT_INDICATOR, format.intValue());
        }
    }

    private static boolean isText(byte[] payload) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private void userProperties(Properties properties) {
        List<PublishInput.Pair> pairs = input.userProperties() == null ? List.of() : input.userProperties();
        int most = limits.maxUserProperties();
        require(pairs.size() <= most, "userProperties", "There are more than " + most + ".");
        for (PublishInput.Pair pair : pairs) {
            String name = text("userProperties", pair.name());
            String value = text("userProperties", pair.value());
            if (name == null || value == null) {
                problems.add(new Problem("userProperties", "Each has a name and a value."));
            } else {
                properties.add(new UserProperty(name, value));
            }
        }
    }

    private void requireRoom(Topic topic, byte[] payload, Qos qos, Properties properties) {
        int rest = 2
                + topic.length()
                + (qos == Qos.AT_MOST_ONCE ? 0 : 2)
                + PropertiesCodec.length(properties)
                + payload.length;
        long most = limits.maxPacketSize().toBytes();
        int bytes = 1 + Varint.length(rest) + rest;
        if (bytes > most) {
            throw new NotPublishedException(
                    Kind.TOO_LARGE,
                    ReasonCode.PACKET_TOO_LARGE,
                    Explained.byBroker(
                            "a packet of %d bytes, and ternmq.limit.max-packet-size allows %d".formatted(bytes, most)));
        }
    }
}
