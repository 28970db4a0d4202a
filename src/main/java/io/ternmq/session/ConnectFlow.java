package io.ternmq.session;

import io.ternmq.access.AuthenticationRequest;
import io.ternmq.access.AuthenticationResult;
import io.ternmq.event.Counter;
import io.ternmq.event.Explained;
import io.ternmq.protocol.Auth;
import io.ternmq.protocol.Connack;
import io.ternmq.protocol.Connect;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.SubscriberId;
import org.jspecify.annotations.Nullable;

/**
 * The first half of a connect, on the loop that accepted the connection: load, client id, enhanced or plain authentication. Each
 * step may have to wait, and looks first whether the connection is still there. {@link SessionEntry} is the second half.
 */
final class ConnectFlow implements Connector {
    private final Sessions sessions;
    private final SessionPorts ports;
    private final Connection connection;
    private @Nullable Connect connect;
    private @Nullable EnhancedExchange exchange;
    private @Nullable String assignedId;
    private byte @Nullable [] authenticationData;
    private @Nullable SessionEntry entry;
    private int rightsVersion;
    private boolean over;

    ConnectFlow(Sessions sessions, Connection connection) {
        this.sessions = sessions;
        this.ports = sessions.ports();
        this.connection = connection;
    }

    @Override
    public void onConnect(Connect received) {
        connect = received;
        rightsVersion = sessions.rightsVersion();
        ReasonCode refusal = sessions.isStopping()
                ? ReasonCode.SERVER_UNAVAILABLE
                : ports.load().refusal(connection.peer());
        if (refusal != null) {
            String full = "the node takes no new clients";
            refuse(refusal, full, full, serverReference(refusal), null);
            return;
        }
        String clientId = clientId(received);
        if (clientId == null) {
            return;
        }
        AuthenticationRequest request = new AuthenticationRequest(
                new SubscriberId(connection.peer().mountpoint(), clientId),
                userName(received),
                received.password(),
                received.cleanStart(),
                connection.peer(),
                ConnectRules.anonymousPolicy(ports.settings().get(), connection.peer()));
        String method = received.properties().text(Property.AUTHENTICATION_METHOD);
        if (method == null) {
            ports.authenticator().authenticate(request, answer -> inLoop(() -> onAuthenticated(answer)));
        } else {
            begin(method, request);
        }
    }

    /** What a certificate or proxy vouches for goes before what CONNECT says. */
    private @Nullable String userName(Connect received) {
        String vouched = connection.peer().identity();
        return vouched != null ? vouched : received.userName();
    }

    /** The client id, or null when it was refused. */
    private @Nullable String clientId(Connect received) {
        String vouched = connection.peer().clientIdIdentity();
        String id = vouched != null ? vouched : received.clientId();
        if (id.isEmpty()) {
            if (!VersionRules.of(received.version()).mayBeNameless(received)) {
                refuse(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, "an empty client identifier");
                return null;
            }
            id = ConnectRules.generateClientId();
            assignedId = id;
        }
        int most = ports.settings().get().limit().maxClientIdBytes();
        if (ConnectRules.isLonger(id, most)) {
            refuse(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, "a client identifier of more than " + most + " bytes");
            return null;
        }
        return id;
    }

    private void begin(String method, AuthenticationRequest request) {
        EnhancedExchange begun = EnhancedExchange.begin(ports.methods(), method, request);
        if (begun == null) {
            refuse(ReasonCode.BAD_AUTHENTICATION_METHOD, "unknown authentication method");
            return;
        }
        exchange = begun;
        step(begun, connectOf().properties().binary(Property.AUTHENTICATION_DATA));
    }

    @Override
    public void onAuth(Auth auth) {
        EnhancedExchange begun = exchange;
        if (over || begun == null) {
            refuse(ReasonCode.PROTOCOL_ERROR, "AUTH out of place");
            return;
        }
        SessionLoop here = sessions.loopOf(connection.loop());
        here.lane().add(Counter.MQTT_AUTH_RECEIVED, connectOf().version(), auth.reasonCode(), 1);
        if (auth.reasonCode() != ReasonCode.CONTINUE_AUTHENTICATION || !begun.isOf(auth)) {
            refuse(ReasonCode.PROTOCOL_ERROR, "AUTH that doesn't go on with the authentication");
            return;
        }
        step(begun, auth.properties().binary(Property.AUTHENTICATION_DATA));
    }

    private void step(EnhancedExchange begun, byte @Nullable [] data) {
        begun.step(
                data,
                answer -> inLoop(() -> {
                    AuthenticationResult result = answer.result();
                    if (answer.reasonCode() == ReasonCode.CONTINUE_AUTHENTICATION) {
                        SessionLoop here = sessions.loopOf(connection.loop());
                        begun.sendContinue(connection, here, answer.data());
                        connection.resumeDecoding();
                    } else if (result != null) {
                        authenticationData = answer.data();
                        onAuthenticated(result);
                    } else {
                        refuse(answer.reasonCode(), "enhanced authentication failed");
                    }
                }));
    }

    private void onAuthenticated(AuthenticationResult result) {
        if (!result.admitted()) {
            ReasonCode code = result.reasonCode().isError() ? result.reasonCode() : ReasonCode.NOT_AUTHORIZED;
            Explained why = result.explanation().told();
            refuse(code, why.sentence(), result.reasonString(), result.serverReference(), why);
            return;
        }
        SessionEntry next = new SessionEntry(
                sessions.homeOf(result.id()),
                connection,
                connectOf(),
                result,
                rightsVersion,
                assignedId,
                authenticationData);
        entry = next;
        if (connection.loop() == next.home().loop()) {
            next.begin();
        } else {
            connection.moveTo(next.home().loop(), next::begin);
        }
    }

    /** Goes on here when an answer has come, on whatever thread, unless the connection is gone. */
    private void inLoop(Runnable step) {
        if (connection.loop().inLoop()) {
            if (!over) {
                step.run();
            }
        } else {
            connection.loop().execute(() -> {
                if (!over) {
                    step.run();
                }
            });
        }
    }

    // ------------------------------------------------------------------ ends

    @Override
    public void onClosed() {
        over = true;
        SessionEntry begun = entry;
        if (begun != null) {
            begun.onClosed();
        }
    }

    private @Nullable String serverReference(ReasonCode refusal) {
        String reference = ports.settings().get().session().serverReference();
        boolean elsewhere = refusal == ReasonCode.USE_ANOTHER_SERVER || refusal == ReasonCode.SERVER_MOVED;
        return elsewhere && !reference.isEmpty() ? reference : null;
    }

    /** The detail is for the client too. */
    private void refuse(ReasonCode code, String detail) {
        refuse(code, detail, detail, null, null);
    }

    private void refuse(
            ReasonCode code,
            String detail,
            @Nullable String reasonString,
            @Nullable String serverReference,
            @Nullable Explained why) {
        over = true;
        connection.refuse(refusal(code, reasonString, serverReference), detail, why);
    }

    /** The detail is for log and events; the reason string for the client. */
    static Connack refusal(ReasonCode code, @Nullable String reasonString, @Nullable String serverReference) {
        Properties properties = Properties.create();
        if (reasonString != null) {
            properties.set(Property.REASON_STRING, reasonString);
        }
        if (serverReference != null) {
            properties.set(Property.SERVER_REFERENCE, serverReference);
        }
        return new Connack(false, code, properties);
    }

    private Connect connectOf() {
        Connect known = connect;
        if (known == null) {
            throw new IllegalStateException("CONNECT hasn't come yet");
        }
        return known;
    }
}
