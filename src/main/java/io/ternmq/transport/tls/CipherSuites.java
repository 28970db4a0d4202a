package io.ternmq.transport.tls;

import io.netty.handler.ssl.OpenSsl;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/** The cipher suites of TLS: a good choice, and those that an operator names in the way of the RFCs or of OpenSSL. */
final class CipherSuites {
    /** Forward secrecy and authenticated encryption only. */
    static final List<String> GOOD = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    /** As OpenSSL names them: key exchange, cipher, mode when it isn't CBC, hash when it isn't implied. */
    private static final Pattern OPENSSL = Pattern.compile(
            "(?:((?:EC)?DHE-(?:RSA|ECDSA|DSS))-)?(?:AES(128|256)(?:-(GCM|CCM))?|(CHACHA20-POLY1305))(?:-(SHA\\d*))?");

    private CipherSuites() {}

    static List<String> of(List<String> named) throws TlsProblem {
        Set<String> available = available();
        List<String> suites = new ArrayList<>();
        for (String name : named) {
            String suite = standardName(name.strip());
            if (!available.contains(suite)) {
                throw new TlsProblem("tls.ciphers: '" + name + "' is not known here");
            }
            suites.add(suite);
        }
        return suites;
    }

    private static Set<String> available() throws TlsProblem {
        if (OpenSsl.isAvailable()) {
            return OpenSsl.availableJavaCipherSuites();
        }
        try {
            return Set.of(SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites());
        } catch (GeneralSecurityException e) {
            throw new TlsProblem("TLS is not available", e);
        }
    }

    private static String standardName(String name) {
        Matcher matcher = OPENSSL.matcher(name);
        if (name.startsWith("TLS_") || !matcher.matches()) {
            return name;
        }
        String exchange = matcher.group(1) == null ? "RSA" : matcher.group(1).replace('-', '_');
        String hash = matcher.group(5) == null ? "SHA256" : matcher.group(5);
        String cipher = matcher.group(4) != null
                ? "CHACHA20_POLY1305"
                : "AES_" + matcher.group(2) + "_" + (matcher.group(3) == null ? "CBC" : matcher.group(3));
        return "TLS_" + exchange + "_WITH_" + cipher + "_" + hash;
    }
}
