package io.ternmq;

import com.hivemq.client.mqtt.datatypes.MqttUtf8String;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientConfig;
import com.hivemq.client.mqtt.mqtt5.auth.Mqtt5EnhancedAuthMechanism;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5Auth;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5AuthBuilder;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5EnhancedAuthBuilder;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5Disconnect;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** An authentication method of HiveMQ's client whose messages are texts, for log-ins and for authenticating again. */
abstract class AuthenticationMethod implements Mqtt5EnhancedAuthMechanism {
    private final String name;

    AuthenticationMethod(String name) {
        this.name = name;
    }

    /** What an exchange begins with. */
    abstract String first();

    /** What is said to what the server asks. */
    abstract String answer(String asked);

    /** Whether an exchange has ended well for the client too. */
    abstract boolean accepts(String last);

    /** An exchange has ended without success. */
    abstract void failed(String how);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Optional<ByteBuffer> data) {
        return data.map(bytes -> StandardCharsets.UTF_8.decode(bytes).toString())
                .orElse("");
    }

    @Override
    public final MqttUtf8String getMethod() {
        return MqttUtf8String.of(name);
    }

    @Override
    public final int getTimeout() {
        return 30;
    }

    @Override
    public final CompletableFuture<Void> onAuth(
            Mqtt5ClientConfig config, Mqtt5Connect connect, Mqtt5EnhancedAuthBuilder auth) {
        auth.data(bytes(first()));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public final CompletableFuture<Void> onReAuth(Mqtt5ClientConfig config, Mqtt5AuthBuilder auth) {
        auth.data(bytes(first()));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public final CompletableFuture<Boolean> onContinue(
            Mqtt5ClientConfig config, Mqtt5Auth auth, Mqtt5AuthBuilder answer) {
        answer.data(bytes(answer(text(auth.getData()))));
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public final CompletableFuture<Boolean> onAuthSuccess(Mqtt5ClientConfig config, Mqtt5ConnAck connAck) {
        return CompletableFuture.completedFuture(
                accepts(text(connAck.getEnhancedAuth().orElseThrow().getData())));
    }

    @Override
    public final CompletableFuture<Boolean> onReAuthSuccess(Mqtt5ClientConfig config, Mqtt5Auth auth) {
        return CompletableFuture.completedFuture(accepts(text(auth.getData())));
    }

    @Override
    public final void onAuthRejected(Mqtt5ClientConfig config, Mqtt5ConnAck connAck) {
        failed("rejected");
    }

    @Override
    public final void onReAuthRejected(Mqtt5ClientConfig config, Mqtt5Disconnect disconnect) {
        failed("rejected again");
    }

    @Override
    public final void onAuthError(Mqtt5ClientConfig config, Throwable cause) {
        failed("error " + cause);
    }

    @Override
    public final void onReAuthError(Mqtt5ClientConfig config, Throwable cause) {
        failed("error " + cause);
    }
}
