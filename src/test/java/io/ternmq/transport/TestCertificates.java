package io.ternmq.transport;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** An authority that lives as long as a test, writing X.509 by hand: certificates, revocation lists, PEM files. */
public final class TestCertificates {
    private static final byte[] ECDSA_WITH_SHA256 = hex("300a06082a8648ce3d040302");
    private static final byte[] BASIC_CONSTRAINTS_CA = hex("300f0603551d130101ff040530030101ff");
    private static final byte[] SUBJECT_ALTERNATIVE_NAME = hex("0603551d11");
    static final int DNS = 0x82;
    static final int EMAIL = 0x81;
    static final int URI = 0x86;
    static final int ADDRESS = 0x87;

    private final Issued self;
    private int serial = 1;

    /** A certificate with its key. */
    public record Issued(X509Certificate certificate, PrivateKey key) {
        public String certificatePem() {
            return pem("CERTIFICATE", encoded(certificate));
        }

        public String keyPem() {
            return pem("PRIVATE KEY", key.getEncoded());
        }
    }

    public TestCertificates(String name) {
        KeyPair pair = keyPair();
        X500Principal subject = new X500Principal("CN=" + name);
        self = new Issued(sign(subject, subject, pair, pair.getPrivate(), BASIC_CONSTRAINTS_CA), pair.getPrivate());
    }

    Issued authority() {
        return self;
    }

    /** A certificate for a server on this machine. */
    public Issued server(String... names) {
        List<byte[]> alternatives = new ArrayList<>();
        for (String name : names) {
            alternatives.add(der(DNS, name.getBytes(StandardCharsets.US_ASCII)));
        }
        alternatives.add(der(ADDRESS, new byte[] {127, 0, 0, 1}));
        return issue("CN=" + names[0], alternatives);
    }

    /** A certificate of a client, with alternative names as tag and text. */
    Issued client(String subject, Object... tagsAndNames) {
        List<byte[]> alternatives = new ArrayList<>();
        for (int i = 0; i < tagsAndNames.length; i += 2) {
            alternatives.add(
                    der((int) tagsAndNames[i], ((String) tagsAndNames[i + 1]).getBytes(StandardCharsets.US_ASCII)));
        }
        return issue(subject, alternatives);
    }

    private Issued issue(String subject, List<byte[]> alternatives) {
        KeyPair pair = keyPair();
        byte[] extension = alternatives.isEmpty()
                ? new byte[0]
                : der(0x30, SUBJECT_ALTERNATIVE_NAME, der(4, der(0x30, alternatives.toArray(byte[][]::new))));
        return new Issued(
                sign(
                        new X500Principal(subject),
                        self.certificate().getSubjectX500Principal(),
                        pair,
                        self.key(),
                        extension),
                pair.getPrivate());
    }

    private X509Certificate sign(
            X500Principal subject, X500Principal issuer, KeyPair pair, PrivateKey issuerKey, byte[] extension) {
        byte[] body = der(
                0x30,
                hex("a003020102"),
                integer(serial++),
                ECDSA_WITH_SHA256,
                issuer.getEncoded(),
                der(0x30, time(-1), time(10)),
                subject.getEncoded(),
                pair.getPublic().getEncoded(),
                extension.length == 0 ? new byte[0] : der(0xA3, der(0x30, extension)));
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(signed(body, issuerKey)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A revocation list of these certificates, PEM. */
    String revocationList(Issued... revoked) {
        List<byte[]> entries = new ArrayList<>();
        for (Issued issued : revoked) {
            entries.add(der(0x30, der(2, issued.certificate().getSerialNumber().toByteArray()), time(-1)));
        }
        byte[] body = der(
                0x30,
                integer(1),
                ECDSA_WITH_SHA256,
                self.certificate().getSubjectX500Principal().getEncoded(),
                time(-1),
                time(10),
                entries.isEmpty() ? new byte[0] : der(0x30, entries.toArray(byte[][]::new)));
        return pem("X509 CRL", signed(body, self.key()));
    }

    /** What a client needs to trust this authority, and to show a certificate. */
    public SSLContext clientContext(@Nullable Issued shown) {
        try {
            KeyStore trust = KeyStore.getInstance("PKCS12");
            trust.load(null, null);
            trust.setCertificateEntry("authority", self.certificate());
            TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
            trusted.init(trust);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(shown == null ? null : keyManagers(shown), trusted.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyManager[] keyManagers(Issued shown) throws GeneralSecurityException, IOException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry("client", shown.key(), new char[0], new X509Certificate[] {shown.certificate()});
        KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
        factory.init(keys, new char[0]);
        return factory.getKeyManagers();
    }

    static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + type + "-----\n";
    }

    private static byte[] signed(byte[] body, PrivateKey key) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key);
            signature.update(body);
            return der(0x30, body, ECDSA_WITH_SHA256, der(3, new byte[] {0}, signature.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] integer(int value) {
        return der(2, BigInteger.valueOf(value).toByteArray());
    }

    private static byte[] time(int days) {
        String text = DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .format(Instant.now().plusSeconds(days * 86_400L));
        return der(0x17, text.getBytes(StandardCharsets.US_ASCII));
    }

    static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        int length = content.size();
        if (length > 0xFF) {
            out.write(0x82);
            out.write(length >> 8);
        } else if (length > 0x7F) {
            out.write(0x81);
        }
        out.write(length);
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }

    static byte[] hex(String digits) {
        return java.util.HexFormat.of().parseHex(digits);
    }
}
