package io.ternmq.session;

import io.ternmq.access.AuthenticationResult;
import io.ternmq.access.Client;
import io.ternmq.access.Decision;
import io.ternmq.access.Permissions;
import io.ternmq.event.Explained;
import io.ternmq.protocol.Connect;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.Will;
import org.jspecify.annotations.Nullable;

/**
 * The second half of a connect, on the home loop of the subscriber id: permissions, will, the line of the subscriber id,
 * ownership, takeover, commit, CONNACK. Nothing of an old session is touched before the will is allowed and the session
 * owned. Whoever has entered the line leaves it, however it ends.
 */
final class SessionEntry implements ConnectLine.Member {
    private final SessionLoop home;
    private final Connection connection;
    private Connect connect;
    private final AuthenticationResult admitted;
    private final Client client;
    private final int rightsVersion;
    private final @Nullable String assignedId;
    private final byte @Nullable [] authenticationData;
    private final DecisionBell bell;
    private @Nullable Permissions granted;
    private @Nullable LeftWill will;
    private @Nullable Attachment attachment;
    private boolean awaitsWill;
    private boolean over;

    /**
     * An admitted client is on its way to its session.
     *
     * @param rightsVersion of the sessions, from before the client was judged
     * @param assignedId the client id that the broker has chosen, or null
     * @param authenticationData the last word of an enhanced authentication, or null
     */
    SessionEntry(
            SessionLoop home,
            Connection connection,
            Connect connect,
            AuthenticationResult admitted,
            int rightsVersion,
            @Nullable String assignedId,
            byte @Nullable [] authenticationData) {
        this.home = home;
        this.connection = connection;
        this.connect = connect;
        this.admitted = admitted;
        this.rightsVersion = rightsVersion;
        this.assignedId = assignedId;
        this.authenticationData = authenticationData;
        this.client = Client.of(admitted, connection.peer());
        this.bell = new DecisionBell(home.loop(), () -> {});
    }

    SessionLoop home() {
        return home;
    }

    /** The connection has arrived on the home loop. */
    void begin() {
        if (over) {
            return;
        }
        Permissions permissions = home.ports().authorizer().permissionsOf(client, bell);
        Will asked = connect.will();
        if (asked == null) {
            enterLine(permissions);
        } else if (BridgeState.isLeftBy(connect)) {
            permissions.mayLeaveWill(asked.topic(), asked.qos(), asked.retain());
            AccessRefusals.will(home, client, asked, permissions.explanation().told());
            connect = ChangedPublish.withWill(connect, null);
            enterLine(permissions);
        } else if (asked.topic().isSystem()) {
            refuse(VersionRules.of(connect.version()).badWillTopic(), "a will to " + asked.topic());
        } else if (asked.retain() && !home.settings().retained().available()) {
            // MQTT-3.2.2-13
            refuse(ReasonCode.RETAIN_NOT_SUPPORTED, "a will to be retained");
        } else {
            bell.listener(() -> onDecided(permissions, asked));
            authorizeWill(permissions, asked);
        }
    }

    private void authorizeWill(Permissions permissions, Will asked) {
        Decision decision =
                permissions.mayLeaveWill(asked.topic(), asked.qos(), asked.retain(), asked.payload().length);
        awaitsWill = decision == Decision.PENDING;
        if (decision == Decision.ALLOW) {
            LeftWill left = new LeftWill(asked, asked).rewritten(permissions.publishChange());
            connect = left.will() == asked ? connect : ChangedPublish.withWill(connect, left.will());
            will = left;
            enterLine(permissions);
        } else if (decision == Decision.DENY) {
            Explained why = permissions.explanation().told();
            AccessRefusals.will(home, client, asked, why);
            over = true;
            connection.refuse(
                    ConnectFlow.refusal(ReasonCode.NOT_AUTHORIZED, "the will is not allowed", null),
                    "the will is not allowed: " + why.sentence(),
                    why);
        }
    }

    private void onDecided(Permissions permissions, Will asked) {
        if (awaitsWill && !over) {
            authorizeWill(permissions, asked);
        }
    }

    // ------------------------------------------------------------------ in line

    private void enterLine(Permissions permissions) {
        granted = permissions;
        home.connectLine().enter(admitted.id(), this);
    }

    @Override
    public void onTurn() {
        if (over) {
            leaveLine();
            return;
        }
        home.ports().ownership().claim(admitted.id(), claim -> {
            if (home.loop().inLoop()) {
                onClaim(claim);
            } else {
                home.loop().execute(() -> onClaim(claim));
            }
        });
    }

    private void onClaim(SessionOwnership.Claim claim) {
        Permissions permissions = granted;
        if (over || permissions == null) {
            leaveLine();
        } else if (claim == SessionOwnership.Claim.OWNED && Principal.mayTake(home, client)) {
            Attachment begun = new Takeover(home, connection, connect, will, client, permissions, bell)
                    .run(assignedId, authenticationData, this::leaveLine);
            attachment = begun;
            if (rightsVersion != home.sessions().rightsVersion()) {
                // What has changed since it was judged may have gone through the sessions already.
                Revision.review(begun, () -> {});
            }
        } else if (claim == SessionOwnership.Claim.OWNED) {
            refuseForeign();
            leaveLine();
        } else {
            refuse(ReasonCode.SERVER_UNAVAILABLE, "the session can't be had at present");
            leaveLine();
        }
    }

    /** The client is told no more than that, since whose session it is is nobody else's business. */
    private void refuseForeign() {
        over = true;
        Explained why = Principal.explain(home, client);
        connection.refuse(ConnectFlow.refusal(ReasonCode.NOT_AUTHORIZED, null, null), why.sentence(), why);
    }

    private void leaveLine() {
        home.connectLine().leave(admitted.id());
    }

    /** The connection has gone before CONNACK. */
    void onClosed() {
        over = true;
        Attachment begun = attachment;
        if (begun != null) {
            begun.onLost();
        }
    }

    private void refuse(ReasonCode code, String detail) {
        over = true;
        connection.refuse(ConnectFlow.refusal(code, detail, null), detail);
    }
}
