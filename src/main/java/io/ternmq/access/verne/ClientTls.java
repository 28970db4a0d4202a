package io.ternmq.access.verne;

import io.ternmq.config.ClientTlsSettings;
import io.ternmq.config.ClientTlsSettings.Verify;
import io.ternmq.config.StartupException;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslManagerBundle;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/** TLS towards a database, by its settings. */
final class ClientTls {
    private ClientTls() {}

    static boolean verifies(ClientTlsSettings settings) {
        return settings.verify() == Verify.VERIFY_PEER;
    }

    /** Complains of files that aren't there before anything is asked. */
    static void requireFiles(String key, ClientTlsSettings settings) {
        require(key + ".tls.cafile", settings.cafile());
        require(key + ".tls.certfile", settings.certfile());
        require(key + ".tls.keyfile", settings.keyfile());
        if ((settings.certfile() == null) != (settings.keyfile() == null)) {
            throw new StartupException(key + ".tls has one of certfile and keyfile, and needs both or none");
        }
    }

    private static void require(String key, @Nullable Path file) {
        if (file != null && !Files.isReadable(file)) {
            throw new StartupException(key + " names " + file + ", which is not there or can't be read");
        }
    }

    /** For drivers that take the JDK's. */
    static SSLContext context(String key, ClientTlsSettings settings) {
        try {
            PemSslStoreDetails own = settings.certfile() == null
                    ? null
                    : PemSslStoreDetails.forCertificates(Files.readString(settings.certfile()))
                            .withPrivateKey(settings.keyfile() == null ? null : Files.readString(settings.keyfile()));
            PemSslStoreDetails authorities = settings.cafile() == null
                    ? null
                    : PemSslStoreDetails.forCertificates(Files.readString(settings.cafile()));
            SslStoreBundle stores = new PemSslStoreBundle(own, authorities);
            SslManagerBundle managers = SslManagerBundle.from(stores, null);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    own == null ? null : managers.getKeyManagers(),
                    verifies(settings) ? authorities == null ? null : managers.getTrustManagers() : trustingAll(),
                    new SecureRandom());
            return context;
        } catch (IOException | GeneralSecurityException | IllegalStateException | IllegalArgumentException e) {
            throw new StartupException(key + ".tls can't be used: " + e.getMessage(), e);
        }
    }

    private static TrustManager[] trustingAll() {
        return new TrustManager[] {new TrustsAll()};
    }

    /** What {@code verify_none} asks for. */
    private static final class TrustsAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
