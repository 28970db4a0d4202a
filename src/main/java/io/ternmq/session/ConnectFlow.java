package io.ternmq.session;

import io.ternmq.access.AuthenticationRequest;
import io.ternmq.access.AuthenticationResult;
import io.ternmq.access.Client;
import io.ternmq.access.Decision;
import io.ternmq.access.Permissions;
import io.ternmq.event.BrokerEvent;
import io.ternmq.event.Counter;
import io.ternmq.protocol.Auth;
import io.ternmq.protocol.Connack;
import io.ternmq.protocol.Connect;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.Will;
import org.jspecify.annotations.Nullable;

/**
 * Brings one CONNECT to its session. Its steps, each of which may have to wait and each of which looks first whether the
 * connection is still there:
 * <pre>
 *   on the loop that accepted   load, client id, enhanced or plain authentication
 *   on the home loop            permissions, will, the line of the subscriber id, ownership, takeover, commit, CONNACK
 * </pre>
 * Nothing of an old session is touched before the newcomer has been admitted and its will allowed. Whoever has entered the line
 * leaves it, however it ends.
 */
final class ConnectFlow implements Connector, ConnectLine.Member {
    private final Sessions sessions;
    private final SessionPorts ports;
    private final Connection connection;
    private @Nullable Connect connect;
    private @Nullable EnhancedExchange exchange;
    private @Nullable String assignedId;
    private byte @Nullable [] authenticationData;
    private @Nullable AuthenticationResult admitted;
    private @Nullable SessionLoop home;
    private @Nullable DecisionBell bell;
    private @Nullable Permissions permissions;
    private @Nullable Attachment attachment;
    private boolean awaitsWill;
    private boolean over;

    ConnectFlow(Sessions sessions, Connection connection) {
        this.sessions = sessions;
        this.ports = sessions.ports();
        this.connection = connection;
    }

    // ------------------------------------------------------------------ on the loop that accepted

    @Override
    public void onConnect(Connect received) {
        connect = received;
        ReasonCode refusal = sessions.isStopping()
                ? ReasonCode.SERVER_UNAVAILABLE
                : ports.load().refusal(connection.peer());
        if (refusal != null) {
            refuse(refusal, "the node takes no new clients", "the node takes no new clients", serverReference(refusal));
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
            refuse(code, result.explanation().sentence(), result.reasonString(), result.serverReference());
            return;
        }
        admitted = result;
        SessionLoop target = sessions.homeOf(result.id());
        home = target;
        if (connection.loop() == target.loop()) {
            onHome();
        } else {
            connection.moveTo(target.loop(), () -> {
                if (!over) {
                    onHome();
                }
            });
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

    // ------------------------------------------------------------------ on the home loop

    private void onHome() {
        AuthenticationResult result = admittedResult();
        DecisionBell made = new DecisionBell(homeLoop().loop(), this::onDecided);
        bell = made;
        permissions =
                ports.authorizer().permissionsOf(new Client(result.id(), result.userName(), connection.peer()), made);
        Will will = connectOf().will();
        if (will == null) {
            enterLine();
            return;
        }
        VersionRules rules = VersionRules.of(connectOf().version());
        if (will.topic().isSystem()) {
            refuse(rules.badWillTopic(), "a will to " + will.topic());
        } else if (will.retain() && !ports.settings().get().retained().available()) {
            // MQTT-3.2.2-13
            refuse(ReasonCode.RETAIN_NOT_SUPPORTED, "a will to be retained");
        } else {
            authorizeWill(will);
        }
    }

    private void authorizeWill(Will will) {
        Permissions asked = permissionsOf();
        Decision decision = asked.mayPublish(will.topic(), will.qos(), will.retain());
        awaitsWill = decision == Decision.PENDING;
        if (decision == Decision.ALLOW) {
            enterLine();
        } else if (decision == Decision.DENY) {
            AuthenticationResult result = admittedResult();
            String why = asked.explanation().sentence();
            homeLoop()
                    .tell(
                            BrokerEvent.AccessRefused.class,
                            () -> new BrokerEvent.AccessRefused(
                                    result.id(),
                                    result.userName(),
                                    "will",
                                    will.topic().toString(),
                                    why));
            refuse(ReasonCode.NOT_AUTHORIZED, "will not allowed: " + why, "will not allowed", null);
        }
    }

    private void onDecided() {
        Will will = connectOf().will();
        if (awaitsWill && !over && will != null) {
            authorizeWill(will);
        }
    }

    private void enterLine() {
        homeLoop().connectLine().enter(admittedResult().id(), this);
    }

    @Override
    public void onTurn() {
        if (over) {
            leaveLine();
            return;
        }
        ports.ownership().claim(admittedResult().id(), claim -> {
            if (homeLoop().loop().inLoop()) {
                onClaim(claim);
            } else {
                homeLoop().loop().execute(() -> onClaim(claim));
            }
        });
    }

    private void onClaim(SessionOwnership.Claim claim) {
        if (over) {
            leaveLine();
        } else if (claim == SessionOwnership.Claim.OWNED) {
            over = true;
            attachment = new Takeover(homeLoop(), connection, connectOf(), admittedResult(), permissionsOf(), bellOf())
                    .run(assignedId, authenticationData, this::leaveLine);
        } else {
            refuse(ReasonCode.SERVER_UNAVAILABLE, "the session can't be had at present");
            leaveLine();
        }
    }

    private void leaveLine() {
        homeLoop().connectLine().leave(admittedResult().id());
    }

    // ------------------------------------------------------------------ ends

    @Override
    public void onClosed() {
        over = true;
        Attachment waits = attachment;
        if (waits != null) {
            waits.onClosed(ReasonCode.UNSPECIFIED_ERROR, "the connection was lost before CONNACK");
        }
    }

    private @Nullable String serverReference(ReasonCode refusal) {
        String reference = ports.settings().get().session().serverReference();
        boolean elsewhere = refusal == ReasonCode.USE_ANOTHER_SERVER || refusal == ReasonCode.SERVER_MOVED;
        return elsewhere && !reference.isEmpty() ? reference : null;
    }

    /** The detail is for the client too. */
    private void refuse(ReasonCode code, String detail) {
        refuse(code, detail, detail, null);
    }

    private void refuse(
            ReasonCode code, String detail, @Nullable String reasonString, @Nullable String serverReference) {
        over = true;
        Properties properties = Properties.NONE;
        if (reasonString != null || serverReference != null) {
            properties = Properties.create();
            if (reasonString != null) {
                properties.set(Property.REASON_STRING, reasonString);
            }
            if (serverReference != null) {
                properties.set(Property.SERVER_REFERENCE, serverReference);
            }
        }
        connection.refuse(new Connack(false, code, properties), detail);
    }

    private Connect connectOf() {
        return known(connect);
    }

    private AuthenticationResult admittedResult() {
        return known(admitted);
    }

    private SessionLoop homeLoop() {
        return known(home);
    }

    private Permissions permissionsOf() {
        return known(permissions);
    }

    private DecisionBell bellOf() {
        return known(bell);
    }

    private static <T> T known(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("a step of the connect flow came too early");
        }
        return value;
    }
}
