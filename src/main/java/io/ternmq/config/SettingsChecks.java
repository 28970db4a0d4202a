package io.ternmq.config;

import io.ternmq.config.ConsoleSettings.ConsoleTlsSettings;
import io.ternmq.config.ListenerSettings.ClientCertificate;
import io.ternmq.config.ListenerSettings.Identity;
import io.ternmq.config.ListenerSettings.TlsSettings;
import io.ternmq.config.SettingsException.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What must hold between settings, beyond the range of each. Used by one thread, once. */
final class SettingsChecks {
    /** The name is a level of the {@code $SYS} tree and a label of metrics. */
    private static final Pattern NODE_NAME = Pattern.compile("[^/+#\\s\\p{Cntrl}]+");

    private final Map<String, Given> given;
    private final List<Problem> problems = new ArrayList<>();

    private SettingsChecks(Map<String, Given> given) {
        this.given = given;
    }

    static List<Problem> problemsOf(BrokerSettings settings, Map<String, Given> given) {
        SettingsChecks checks = new SettingsChecks(given);
        checks.checkNode(settings);
        checks.checkLoad(settings.load());
        checks.checkConsole(settings.console().tls());
        settings.listeners().forEach(checks::checkListener);
        checks.checkPorts(settings.listeners());
        return checks.problems;
    }

    private void refuse(String key, String sentence) {
        Given text = given.get(key);
        problems.add(new Problem(key, text == null ? "" : text.origin(), sentence));
    }

    private void checkNode(BrokerSettings settings) {
        if (!NODE_NAME.matcher(settings.nodeName()).matches()) {
            refuse("ternmq.node-name", "is wrong: it has a slash, a plus, a hash or a blank");
        }
    }

    private void checkLoad(LoadSettings load) {
        if (load.refuseConnectsPercent() < load.pausePublishersPercent()
                || load.dropQos0Percent() < load.refuseConnectsPercent()) {
            refuse(
                    "ternmq.load.refuse-connects-percent",
                    "is wrong: pause-publishers-percent, refuse-connects-percent and drop-qos0-percent must not fall");
        }
    }

    private void checkConsole(ConsoleTlsSettings tls) {
        if (tls.certificate() != null && tls.key() == null) {
            refuse("ternmq.console.tls.key", "is missing, which the certificate needs");
        }
        if (tls.certificate() == null && tls.key() != null) {
            refuse("ternmq.console.tls.certificate", "is missing, which the key needs");
        }
    }

    private void checkListener(String name, ListenerSettings listener) {
        if (!listener.enabled()) {
            return;
        }
        String key = "ternmq.listeners." + name + ".";
        if (listener.host().isBlank()) {
            refuse(key + "host", "is empty; 0.0.0.0 stands for all addresses");
        }
        if (listener.allowedProtocolVersions().isEmpty()) {
            refuse(key + "allowed-protocol-versions", "is empty, so that nobody could connect");
        }
        if (listener.kind().isTls()) {
            checkTls(key + "tls.", listener);
        }
        if (listener.kind().isWebsocket()) {
            checkWebsocket(key + "websocket.", listener);
        }
        checkProxy(key, listener);
    }

    private void checkTls(String key, ListenerSettings listener) {
        TlsSettings tls = listener.tls();
        String kind = Conversion.text(listener.kind());
        if (tls.certificate() == null) {
            refuse(key + "certificate", "is missing, which a listener of kind " + kind + " needs");
        }
        if (tls.key() == null) {
            refuse(key + "key", "is missing, which a listener of kind " + kind + " needs");
        }
        if (tls.versions().isEmpty()) {
            refuse(key + "versions", "is empty, so that nobody could connect");
        }
        boolean asked = tls.clientCertificate() != ClientCertificate.NONE;
        if (asked && tls.authorities() == null) {
            refuse(
                    key + "authorities",
                    "is missing, which client-certificate " + Conversion.text(tls.clientCertificate()) + " needs");
        }
        checkIdentity(key + "identity-as-user-name", tls.identityAsUserName(), asked);
        checkIdentity(key + "identity-as-client-id", tls.identityAsClientId(), asked);
    }

    private void checkIdentity(String key, Identity identity, boolean asked) {
        if (identity != Identity.NONE && !asked) {
            refuse(key, "has nothing to take it from while client-certificate is none");
        }
    }

    private void checkWebsocket(String key, ListenerSettings listener) {
        if (!listener.websocket().path().startsWith("/")) {
            refuse(key + "path", "is wrong: it must begin with a slash");
        }
        if (listener.websocket().subprotocols().isEmpty()) {
            refuse(key + "subprotocols", "is empty, so that nobody could connect");
        }
    }

    /** Who believes a proxy must say which, else everybody could claim any address. */
    private void checkProxy(String key, ListenerSettings listener) {
        String needed = listener.proxyProtocol()
                ? "proxy-protocol"
                : listener.kind().isWebsocket() && listener.websocket().forwardedFor()
                        ? "websocket.forwarded-for"
                        : listener.kind().isWebsocket() && listener.websocket().userNameFromHeader()
                                ? "websocket.user-name-from-header"
                                : "";
        if (!needed.isEmpty() && listener.trustedProxies().isEmpty()) {
            refuse(
                    key + "trusted-proxies",
                    "is empty, while " + needed + " needs to know whom to believe; 0.0.0.0/0 is everybody");
        }
    }

    private void checkPorts(Map<String, ListenerSettings> listeners) {
        List<Map.Entry<String, ListenerSettings>> open = listeners.entrySet().stream()
                .filter(listener ->
                        listener.getValue().enabled() && listener.getValue().port() != 0)
                .toList();
        for (int i = 0; i < open.size(); i++) {
            for (int j = 0; j < i; j++) {
                ListenerSettings later = open.get(i).getValue();
                ListenerSettings earlier = open.get(j).getValue();
                if (later.port() == earlier.port() && meet(later.host(), earlier.host())) {
                    refuse(
                            "ternmq.listeners." + open.get(i).getKey() + ".port",
                            "is wrong: listener " + open.get(j).getKey() + " has port " + later.port() + " already");
                }
            }
        }
    }

    private static boolean meet(String host, String other) {
        return host.equals(other) || isAny(host) || isAny(other);
    }

    private static boolean isAny(String host) {
        return host.equals("0.0.0.0") || host.equals("::");
    }
}
