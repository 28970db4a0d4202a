package io.ternmq.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** One listener, below {@code ternmq.listeners.<name>}. */
@Section("A listener. `default` (tcp, port 1883) and `websocket` (ws, port 8080) are there unless they "
        + "are not enabled; others are named and described by you.")
public record ListenerSettings(
        @Setting(doc = "tcp, ssl, ws or wss.") Kind kind,

        @Setting(doc = "Whether it is started.", byDefault = "true")
        boolean enabled,

        @Setting(doc = "The address it is bound to.", byDefault = "0.0.0.0", vernemq = "listener.<kind>.<name>")
        String host,

        @Setting(
                doc = "The port it is bound to; 0 takes a free one.",
                min = "0",
                max = "65535",
                vernemq = "listener.<kind>.<name>")
        int port,

        @Setting(doc = "The mountpoint of its clients.", vernemq = "listener.<kind>.<name>.mountpoint")
        String mountpoint,

        @Setting(
                doc = "Connections at a time; further ones are refused. 0 is no limit.",
                byDefault = "0",
                min = "0",
                vernemq = "listener.<kind>.<name>.max_connections")
        int maxConnections,

        @Setting(
                doc = "Protocol levels that it accepts: 3, 4, 5, and 131, 132 for bridges.",
                byDefault = "3,4,5,131,132",
                choices = {"3", "4", "5", "131", "132"},
                vernemq = "listener.<kind>.<name>.allowed_protocol_versions")
        List<Integer> allowedProtocolVersions,

        @Setting(
                doc = "Who may connect without a user name here; what ternmq.access.allow-anonymous says when empty.",
                vernemq = "listener.<kind>.<name>.allow_anonymous_override")
        AccessSettings.@Nullable Anonymous allowAnonymous,

        @Setting(
                doc =
                        "The sources that decide here who may connect, in this order, such as password-file; all of the node when"
                                + " empty.",
                vernemq = "listener.<kind>.<name>.auth_plugins")
        List<String> authenticationSources,

        @Setting(
                doc =
                        "The sources that decide here what a client may do, in this order, such as acl-file; all of the node when"
                                + " empty.",
                vernemq = "listener.<kind>.<name>.authz_plugins")
        List<String> authorizationSources,

        @Setting(
                doc =
                        "For how long a connection may be silent before its CONNECT; ternmq.limit.connect-timeout when empty.")
        @Nullable
        Duration connectTimeout,

        @Setting(
                doc = "For how long a connection may live; 0 is no limit.",
                byDefault = "0s",
                min = "0s",
                vernemq = "listener.<kind>.<name>.max_connection_lifetime")
        Duration maxConnectionLifetime,

        @Setting(
                doc =
                        "What an acknowledged QoS 1 or 2 message that came in here survives; what ternmq.store.level says when empty.")
        @Nullable
        Durability durability,

        @Setting(
                doc = "The socket's send buffer; 0 leaves it to the system.",
                byDefault = "0B",
                min = "0B",
                vernemq = "listener.<kind>.<name>.buffer_sizes")
        DataSize sendBuffer,

        @Setting(
                doc = "The socket's receive buffer; 0 leaves it to the system.",
                byDefault = "0B",
                min = "0B",
                vernemq = "listener.<kind>.<name>.buffer_sizes")
        DataSize receiveBuffer,

        @Setting(doc = "Connections that may wait to be accepted.", byDefault = "4096", min = "1", max = "65535")
        int backlog,

        @Setting(
                doc = "Whether connections begin with a PROXY protocol header, version 1 or 2.",
                byDefault = "false",
                vernemq = "listener.<kind>.<name>.proxy_protocol")
        boolean proxyProtocol,

        @Setting(
                doc = "Addresses or networks (CIDR) of the proxies that are believed; empty believes no one.",
                vernemq = "listener.ws.<name>.proxy_xff_trusted_intermediate")
        List<String> trustedProxies,

        @Setting(
                doc = "Whether the common name that the proxy tells of the client's certificate is the user name.",
                byDefault = "true",
                vernemq = "listener.<kind>.<name>.proxy_protocol_use_cn_as_username")
        boolean proxyCommonNameAsUserName,

        WebsocketSettings websocket,
        TlsSettings tls) {

    /** Whether somebody else's word is taken for who the peer is, so that nobody here is known to be on this machine. */
    public boolean trustsProxy() {
        return proxyProtocol || websocket.forwardedFor() || websocket.userNameFromHeader();
    }

    /** What a listener speaks below MQTT. */
    public enum Kind {
        TCP,
        SSL,
        WS,
        WSS;

        public boolean isTls() {
            return this == SSL || this == WSS;
        }

        public boolean isWebsocket() {
            return this == WS || this == WSS;
        }
    }

    /** Websocket options. */
    @Section("The websocket part of a listener, kinds `ws` and `wss`.")
    public record WebsocketSettings(
            @Setting(doc = "The path of the endpoint.", byDefault = "/mqtt")
            String path,

            @Setting(
                    doc = "Sub-protocols that are accepted, at least one of which the client must offer.",
                    byDefault = "mqtt,mqttv3.1,mqttv3.1.1")
            List<String> subprotocols,

            @Setting(
                    doc =
                            "Origins that are accepted when a browser tells one; '*' accepts all, empty those of the same host.",
                    byDefault = "*")
            List<String> allowedOrigins,

            @Setting(doc = "The largest frame.", byDefault = "1MB", min = "1KB", vernemq = "max_ws_frame_size")
            DataSize maxFrame,

            @Setting(
                    doc = "Whether X-Forwarded-For of a trusted proxy tells the client's address.",
                    byDefault = "false",
                    vernemq = "listener.ws.<name>.proxy_xff_support")
            boolean forwardedFor,

            @Setting(
                    doc = "Whether a header of a trusted proxy tells the user name.",
                    byDefault = "false",
                    vernemq = "listener.ws.<name>.proxy_xff_use_cn_as_username")
            boolean userNameFromHeader,

            @Setting(
                    doc = "That header.",
                    byDefault = "x-ssl-client-cn",
                    vernemq = "listener.ws.<name>.proxy_xff_cn_header")
            String userNameHeader) {}

    /** TLS options. */
    @Section("The TLS part of a listener, kinds `ssl` and `wss`.")
    public record TlsSettings(
            @Setting(doc = "The certificate chain, PEM.", vernemq = "listener.<kind>.<name>.certfile") @Nullable
            Path certificate,

            @Setting(doc = "The private key, PEM.", vernemq = "listener.<kind>.<name>.keyfile") @Nullable
            Path key,

            @Setting(doc = "The password of the key.", secret = true, vernemq = "listener.<kind>.<name>.keypasswd")
            String keyPassword,

            @Setting(
                    doc = "Authorities whose client certificates are accepted, PEM.",
                    vernemq = "listener.<kind>.<name>.cafile")
            @Nullable
            Path authorities,

            @Setting(doc = "Further certificates by server name: a folder with <name>.crt and <name>.key files.")
            @Nullable
            Path serverNames,

            @Setting(
                    doc = "TLS versions.",
                    byDefault = "1.2,1.3",
                    choices = {"1.2", "1.3"},
                    vernemq = "listener.<kind>.<name>.tls_version")
            List<String> versions,

            @Setting(doc = "Cipher suites; empty for a good choice.", vernemq = "listener.<kind>.<name>.ciphers")
            List<String> ciphers,

            @Setting(
                    doc = "Client certificates: require, request or none.",
                    byDefault = "none",
                    vernemq = "listener.<kind>.<name>.require_certificate")
            ClientCertificate clientCertificate,

            @Setting(
                    doc =
                            "What of the client certificate is the user name: none, common_name, san_dns, san_email, san_uri, subject.",
                    byDefault = "none",
                    vernemq = "listener.<kind>.<name>.use_identity_as_username")
            Identity identityAsUserName,

            @Setting(doc = "What of the client certificate is the client id.", byDefault = "none")
            Identity identityAsClientId,

            @Setting(doc = "Certificate revocation lists, PEM.", vernemq = "listener.<kind>.<name>.crlfile") @Nullable
            Path revocationLists,

            @Setting(
                    doc = "How often the files are looked at for changes; 0 never.",
                    byDefault = "10s",
                    min = "0s",
                    vernemq = "crl_refresh_interval")
            Duration reloadInterval,

            @Setting(
                    doc = "For how long a handshake may take.",
                    byDefault = "5s",
                    min = "100ms",
                    vernemq = "listener.<kind>.<name>.tls_handshake_timeout")
            Duration handshakeTimeout) {}

    /** Whether a client must show a certificate. */
    public enum ClientCertificate {
        NONE,
        REQUEST,
        REQUIRE
    }

    /** A part of a client certificate. */
    public enum Identity {
        NONE,
        COMMON_NAME,
        SAN_DNS,
        SAN_EMAIL,
        SAN_URI,
        SUBJECT
    }
}
