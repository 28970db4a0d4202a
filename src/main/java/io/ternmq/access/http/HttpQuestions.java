package io.ternmq.access.http;

import io.ternmq.access.Action;
import io.ternmq.access.AuthenticationRequest;
import io.ternmq.access.Client;
import io.ternmq.access.Peer;
import io.ternmq.protocol.SubscriberId;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What the server is asked, as JSON. */
final class HttpQuestions {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private HttpQuestions() {}

    static byte[] connect(AuthenticationRequest request) {
        ObjectNode body = about("connect", request.id(), request.userName(), request.peer());
        body.put("clean_start", request.cleanStart());
        password(body, request.password());
        Peer peer = request.peer();
        if (peer.certificate() != null) {
            body.put(
                    "certificate_subject",
                    peer.certificate().getSubjectX500Principal().getName());
        }
        return JSON.writeValueAsBytes(body);
    }

    /** A password may be any bytes; what is no text goes as base64. */
    private static void password(ObjectNode body, byte @Nullable [] password) {
        if (password == null) {
            body.putNull("password");
            return;
        }
        try {
            body.put(
                    "password",
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(password))
                            .toString());
        } catch (CharacterCodingException noText) {
            body.put("password_base64", Base64.getEncoder().encodeToString(password));
        }
    }

    static byte[] action(Client client, Action action) {
        boolean publishes = action instanceof Action.Publish;
        ObjectNode body = about(publishes ? "publish" : "subscribe", client.id(), client.userName(), client.peer());
        if (action instanceof Action.Publish publish) {
            body.put("topic", publish.topic().toString());
            body.put("qos", publish.qos().value());
            body.put("retain", publish.retain());
        } else if (action instanceof Action.Subscribe subscribe) {
            body.put("filter", subscribe.filter().toString());
            body.put("qos", subscribe.qos().value());
        }
        return JSON.writeValueAsBytes(body);
    }

    private static ObjectNode about(String action, SubscriberId id, @Nullable String userName, Peer peer) {
        InetAddress address = peer.address().getAddress();
        ObjectNode body = JSON.createObjectNode();
        body.put("action", action);
        body.put("client_id", id.clientId());
        body.put("user_name", userName);
        body.put("mountpoint", id.mountpoint());
        body.put("address", address == null ? peer.address().getHostString() : address.getHostAddress());
        body.put("port", peer.address().getPort());
        body.put("listener", peer.listener());
        body.put("protocol", PROTOCOLS.get(peer.version().name()));
        return body;
    }

    private static final Map<String, String> PROTOCOLS =
            Map.of("MQTT_3_1", "3.1", "MQTT_3_1_1", "3.1.1", "MQTT_5", "5.0");
}
