package io.ternmq.gate;

import io.ternmq.config.ConsoleSettings.ConsoleTlsSettings;
import io.ternmq.config.StartupException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Objects;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/** The certificate and key of the HTTP port as they lie in their files. Never half of an old pair and half of a new one. */
final class HttpsCertificate {
    private static final byte[] PROBE = "TernMQ".getBytes(StandardCharsets.US_ASCII);

    private final Path certificate;
    private final Path key;
    private final String keyPassword;

    HttpsCertificate(ConsoleTlsSettings tls) {
        this.certificate = Objects.requireNonNull(tls.certificate());
        this.key = Objects.requireNonNull(tls.key());
        this.keyPassword = tls.keyPassword();
    }

    /** What the files hold, which is different when they have been changed. */
    record Content(String certificate, String key) {
        @Override
        public String toString() {
            return "Content";
        }
    }

    Content content() throws IOException {
        return new Content(
                Files.readString(certificate, StandardCharsets.US_ASCII),
                Files.readString(key, StandardCharsets.US_ASCII));
    }

    /**
     * Reads the files and makes sure that they belong together.
     *
     * @throws StartupException with a sentence that says what is wrong with them
     */
    SslBundle bundle(Content content) {
        PemSslStoreDetails details = PemSslStoreDetails.forCertificate(content.certificate())
                .withPrivateKey(content.key())
                .withPrivateKeyPassword(keyPassword.isEmpty() ? null : keyPassword);
        try {
            PemSslStoreBundle stores = new PemSslStoreBundle(details, null);
            requireMatch(Objects.requireNonNull(stores.getKeyStore()));
            return SslBundle.of(stores, SslBundleKey.NONE);
        } catch (GeneralSecurityException | RuntimeException bad) {
            throw new StartupException(
                    "the HTTP port can't have TLS by the certificate " + certificate + " and the key " + key + ": "
                            + bad.getMessage(),
                    bad);
        }
    }

    private static void requireMatch(KeyStore store) throws GeneralSecurityException {
        String alias = store.aliases().nextElement();
        if (!(store.getKey(alias, null) instanceof PrivateKey secret)) {
            throw new GeneralSecurityException("there is no private key");
        }
        PublicKey open = store.getCertificate(alias).getPublicKey();
        if (!secret.getAlgorithm().equals(open.getAlgorithm())) {
            throw new GeneralSecurityException("the key is of another kind than the certificate's");
        }
        Signature signature = Signature.getInstance(signatureOf(open.getAlgorithm()));
        signature.initSign(secret);
        signature.update(PROBE);
        byte[] signed = signature.sign();
        signature.initVerify(open);
        signature.update(PROBE);
        if (!signature.verify(signed)) {
            throw new GeneralSecurityException("the key is not the certificate's");
        }
    }

    private static String signatureOf(String key) {
        return switch (key) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key;
        };
    }
}
