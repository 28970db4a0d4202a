package io.ternmq;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.exceptions.ConnectionClosedException;
import com.hivemq.client.mqtt.exceptions.MqttClientStateException;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3Client;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3ConnAckException;
import com.hivemq.client.mqtt.mqtt3.message.connect.connack.Mqtt3ConnAckReturnCode;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** HiveMQ's clients, at a port of this machine; of version 5 unless it is said. */
public final class HiveClients {
    private HiveClients() {}

    /** Ends a connection; that it has ended meanwhile by itself, as when the broker has disconnected the client, is as good. */
    public static void leave(Mqtt5BlockingClient client) {
        try {
            client.disconnect();
        } catch (MqttClientStateException | ConnectionClosedException | Mqtt5DisconnectException ended) {
            if (client.getState().isConnectedOrReconnect()) {
                throw ended;
            }
        }
    }

    static Mqtt5ClientBuilder at(int port, String clientId) {
        return Mqtt5Client.builder()
                .identifier(clientId)
                .serverHost("127.0.0.1")
                .serverPort(port);
    }

    static void connect(Mqtt5BlockingClient client, String user, String password) {
        client.connectWith()
                .simpleAuth()
                .username(user)
                .password(password.getBytes(StandardCharsets.UTF_8))
                .applySimpleAuth()
                .send();
    }

    /** Publishes at QoS 1; gives why it wasn't taken, null when it was. */
    static @Nullable Mqtt5PubAckReasonCode publish(Mqtt5BlockingClient client, String topic) {
        try {
            client.publishWith().topic(topic).qos(MqttQos.AT_LEAST_ONCE).send();
            return null;
        } catch (Mqtt5PubAckException refused) {
            return refused.getMqttMessage().getReasonCode();
        }
    }

    static boolean publishes(Mqtt5BlockingClient client, String topic) {
        return publish(client, topic) == null;
    }

    /** Connects by version 3.1.1 and takes its leave; gives why it was refused, null when it wasn't. */
    static @Nullable Mqtt3ConnAckReturnCode connect3(
            int port, String clientId, @Nullable String user, @Nullable String password) {
        Mqtt3BlockingClient client = Mqtt3Client.builder()
                .identifier(clientId)
                .serverHost("127.0.0.1")
                .serverPort(port)
                .buildBlocking();
        try {
            if (user == null) {
                client.connect();
            } else {
                var auth = client.connectWith().simpleAuth().username(user);
                if (password != null) {
                    auth.password(password.getBytes(StandardCharsets.UTF_8));
                }
                auth.applySimpleAuth().send();
            }
            client.disconnect();
            return null;
        } catch (Mqtt3ConnAckException refused) {
            return refused.getMqttMessage().getReturnCode();
        }
    }
}
