package io.ternmq.access.outside;

import io.ternmq.config.StartupException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** The authorities that may vouch for a server that a source asks. */
public final class Authorities {
    private Authorities() {}

    /**
     * TLS that believes the authorities of a file, or those that Java does without one.
     *
     * @param setting that names the file, for messages
     * @throws StartupException when the file can't be used
     */
    public static SSLContext read(String setting, @Nullable Path file) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, file == null ? null : managers(file).getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException | IllegalArgumentException wrong) {
            throw new StartupException(
                    setting + " names " + file + ", which has no certificates that can be read: " + wrong.getMessage(),
                    wrong);
        }
    }

    private static TrustManagerFactory managers(Path file) throws IOException, GeneralSecurityException {
        Collection<? extends Certificate> found = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)));
        if (found.isEmpty()) {
            throw new CertificateException("there is none");
        }
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (Certificate authority : found) {
            store.setCertificateEntry("authority-" + store.size(), authority);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        return factory;
    }
}
