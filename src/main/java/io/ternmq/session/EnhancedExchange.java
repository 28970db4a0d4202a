package io.ternmq.session;

import io.netty.buffer.ByteBuf;
import io.ternmq.access.AuthenticationRequest;
import io.ternmq.access.EnhancedAuthenticator;
import io.ternmq.event.Counter;
import io.ternmq.protocol.Auth;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.codec.PacketEncoder;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One exchange of enhanced authentication (MQTT 5 section 4.12), at CONNECT or later. */
final class EnhancedExchange {
    private final String method;
    private final EnhancedAuthenticator.Exchange exchange;

    private EnhancedExchange(String method, EnhancedAuthenticator.Exchange exchange) {
        this.method = method;
        this.exchange = exchange;
    }

    /** Begins an exchange of the method, or gives null when there is no such method. */
    static @Nullable EnhancedExchange begin(
            List<EnhancedAuthenticator> methods, String method, AuthenticationRequest request) {
        for (EnhancedAuthenticator authenticator : methods) {
            if (authenticator.method().equals(method)) {
                return new EnhancedExchange(method, authenticator.begin(request));
            }
        }
        return null;
    }

    /** Whether the AUTH names the same method, as each must (MQTT-4.12.0-5). */
    boolean isOf(Auth auth) {
        return method.equals(auth.properties().text(Property.AUTHENTICATION_METHOD));
    }

    void step(byte @Nullable [] data, Consumer<EnhancedAuthenticator.Step> answer) {
        exchange.step(data, answer);
    }

    void sendContinue(Connection connection, SessionLoop loop, byte @Nullable [] data) {
        send(connection, loop, ReasonCode.CONTINUE_AUTHENTICATION, data);
    }

    void sendSuccess(Connection connection, SessionLoop loop, byte @Nullable [] data) {
        send(connection, loop, ReasonCode.SUCCESS, data);
    }

    private void send(Connection connection, SessionLoop loop, ReasonCode code, byte @Nullable [] data) {
        Properties properties = Properties.create().set(Property.AUTHENTICATION_METHOD, method);
        if (data != null) {
            properties.set(Property.AUTHENTICATION_DATA, data);
        }
        ByteBuf out = connection.outbound();
        PacketEncoder.auth(out, new Auth(code, properties), PacketEncoder.NO_LIMIT);
        connection.flushLater();
        loop.lane().add(Counter.MQTT_AUTH_SENT, ProtocolVersion.MQTT_5, code, 1);
    }
}
