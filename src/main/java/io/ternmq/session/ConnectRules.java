package io.ternmq.session;

import io.ternmq.access.Peer;
import io.ternmq.config.AccessSettings.Anonymous;
import io.ternmq.config.BrokerSettings;
import io.ternmq.config.ListenerSettings;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;

/** Small rules of CONNECT. */
final class ConnectRules {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int RANDOM_BYTES = 18;

    private ConnectRules() {}

    /** The policy of the listener for clients without a user name, else the node's. */
    static Anonymous anonymousPolicy(BrokerSettings settings, Peer peer) {
        ListenerSettings listener = settings.listeners().get(peer.listener());
        Anonymous own = listener == null ? null : listener.allowAnonymous();
        return own != null ? own : settings.access().allowAnonymous();
    }

    /** A name that nobody can guess, since whoever knows it can take the session over. */
    static String generateClientId() {
        byte[] bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return "anon-" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static boolean isLonger(String id, int bytes) {
        return id.length() > bytes || id.length() * 3 > bytes && id.getBytes(StandardCharsets.UTF_8).length > bytes;
    }
}
