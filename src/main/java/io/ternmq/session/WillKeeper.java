package io.ternmq.session;

import io.ternmq.access.Client;
import io.ternmq.access.Decision;
import io.ternmq.access.Permissions;
import io.ternmq.config.SessionSettings;
import io.ternmq.event.Explained;
import io.ternmq.protocol.Will;
import org.jspecify.annotations.Nullable;

/** What becomes of a session and of the will when a connection is gone: published now, later, or never. On the loop only. */
final class WillKeeper {
    private WillKeeper() {}

    /**
     * A connection was lost; it is detached already.
     *
     * @param client whose it was; null when that isn't known any more
     */
    static void onLost(Session session, @Nullable LeftWill left, @Nullable Client client, VersionRules rules) {
        SessionLoop home = session.home();
        Will will = left == null ? null : left.will();
        boolean others = session.firstAttachment() != null;
        boolean ends = !others && session.expirySeconds() == 0;
        long delay = will == null || others || ends
                ? 0
                : delaySeconds(will, rules, home.settings().session());
        if (ends) {
            session.end(false, true);
        } else if (!others) {
            session.goOffline(
                    left != null && delay > 0 ? new DelayedWill(left, home.nowMillis() + delay * 1000, client) : null);
        }
        if (will != null && delay == 0) {
            home.publishWill(session.id(), will);
        }
    }

    /**
     * The client has taken its session over. A will without delay is published, as the former connection is gone; one with a
     * delay isn't, as the client is back in time (MQTT-3.1.3-9), unless the session ends.
     */
    static void onTakenOver(Session session, @Nullable Will will, VersionRules rules, boolean ends) {
        SessionSettings settings = session.home().settings().session();
        if (will != null && !settings.suppressWillOnTakeover() && (ends || delaySeconds(will, rules, settings) == 0)) {
            session.home().publishWill(session.id(), will);
        }
    }

    private static long delaySeconds(Will will, VersionRules rules, SessionSettings settings) {
        return rules.version().hasProperties()
                ? Math.min(will.delaySeconds(), settings.maxWillDelay().seconds())
                : 0;
    }

    /** Asks anew whether the will that waits for its time is allowed, and drops it if it isn't; what rewrites it may have changed, too. */
    static void revise(Session session) {
        DelayedWill waits = session.delayedWill();
        Client client = waits == null ? null : waits.client();
        if (waits != null && client != null) {
            new WaitingWill(session, waits, client).run();
        }
    }

    /** One question about a will that waits; asked again when its answer has come. */
    private static final class WaitingWill implements Runnable {
        private final Session session;
        private final DelayedWill waits;
        private final Client client;
        private final Permissions permissions;

        WaitingWill(Session session, DelayedWill waits, Client client) {
            SessionLoop home = session.home();
            this.session = session;
            this.waits = waits;
            this.client = client;
            this.permissions = home.ports()
                    .authorizer()
                    .permissionsOf(client, () -> home.loop().execute(this));
        }

        @Override
        public void run() {
            if (session.delayedWill() != waits) {
                return;
            }
            LeftWill left = waits.left();
            Will asked = left.asked();
            Decision decision =
                    permissions.mayLeaveWill(asked.topic(), asked.qos(), asked.retain(), asked.payload().length);
            if (decision == Decision.DENY) {
                Explained why = permissions.explanation().told();
                AccessRefusals.will(session.home(), client, asked, why);
                session.delayedWill(null);
            } else if (decision == Decision.ALLOW) {
                LeftWill now = left.rewritten(permissions.publishChange());
                if (now != left) {
                    session.delayedWill(new DelayedWill(now, waits.atMillis(), client));
                }
            }
        }
    }
}
