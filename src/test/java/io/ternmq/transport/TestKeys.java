package io.ternmq.transport;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;

/** A self-signed server certificate whose key is written in one of the forms that people have. */
record TestKeys(String certificate, String key, SSLContext trusting) {
    private static final byte[] RSA_WITH_SHA256 = TestCertificates.hex("300d06092a864886f70d01010b0500");
    private static final byte[] ECDSA_WITH_SHA256 = TestCertificates.hex("300a06082a8648ce3d040302");
    private static final byte[] P256 = TestCertificates.hex("06082a8648ce3d030107");

    private static final byte[] PBES2 = TestCertificates.hex("06092a864886f70d01050d");

    static TestKeys of(String form) throws GeneralSecurityException, IOException {
        boolean rsa = form.equals("rsa");
        KeyPairGenerator generator = KeyPairGenerator.getInstance(rsa ? "RSA" : "EC");
        generator.initialize(rsa ? 2048 : 256);
        KeyPair pair = generator.generateKeyPair();
        byte[] certificate = selfSigned(pair, rsa);
        String key = switch (form) {
            case "rsa" -> TestCertificates.pem("RSA PRIVATE KEY", pkcs1((RSAPrivateCrtKey) pair.getPrivate()));
            case "ec" ->
                TestCertificates.pem("EC PARAMETERS", P256)
                        + TestCertificates.pem("EC PRIVATE KEY", sec1((ECPrivateKey) pair.getPrivate()));
            default ->
                TestCertificates.pem(
                        "ENCRYPTED PRIVATE KEY", encrypted(pair.getPrivate().getEncoded()));
        };
        return new TestKeys(TestCertificates.pem("CERTIFICATE", certificate), key, trusting(certificate));
    }

    private static byte[] selfSigned(KeyPair pair, boolean rsa) throws GeneralSecurityException {
        byte[] algorithm = rsa ? RSA_WITH_SHA256 : ECDSA_WITH_SHA256;
        byte[] name = new X500Principal("CN=localhost").getEncoded();
        byte[] body = TestCertificates.der(
                0x30,
                integer(BigInteger.ONE),
                algorithm,
                name,
                TestCertificates.der(0x30, time(-1), time(10)),
                name,
                pair.getPublic().getEncoded());
        Signature signature = Signature.getInstance(rsa ? "SHA256withRSA" : "SHA256withECDSA");
        signature.initSign(pair.getPrivate());
        signature.update(body);
        return TestCertificates.der(0x30, body, algorithm, TestCertificates.der(3, new byte[] {0}, signature.sign()));
    }

    private static byte[] pkcs1(RSAPrivateCrtKey key) {
        return TestCertificates.der(
                0x30,
                integer(BigInteger.ZERO),
                integer(key.getModulus()),
                integer(key.getPublicExponent()),
                integer(key.getPrivateExponent()),
                integer(key.getPrimeP()),
                integer(key.getPrimeQ()),
                integer(key.getPrimeExponentP()),
                integer(key.getPrimeExponentQ()),
                integer(key.getCrtCoefficient()));
    }

    private static byte[] sec1(ECPrivateKey key) {
        byte[] number = key.getS().toByteArray();
        byte[] padded = new byte[32];
        int from = Math.max(0, number.length - 32);
        System.arraycopy(number, from, padded, 32 - number.length + from, number.length - from);
        return TestCertificates.der(
                0x30, integer(BigInteger.ONE), TestCertificates.der(4, padded), TestCertificates.der(0xA0, P256));
    }

    private static byte[] encrypted(byte[] pkcs8) throws GeneralSecurityException, IOException {
        String algorithm = "PBEWithHmacSHA256AndAES_256";
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(
                Cipher.ENCRYPT_MODE,
                SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec("secret".toCharArray())));
        byte[] scheme = TestCertificates.der(0x30, PBES2, cipher.getParameters().getEncoded());
        return TestCertificates.der(0x30, scheme, TestCertificates.der(4, cipher.doFinal(pkcs8)));
    }

    private static SSLContext trusting(byte[] certificate) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry(
                "server",
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificate)));
        TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
        trusted.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trusted.getTrustManagers(), null);
        return context;
    }

    private static byte[] integer(BigInteger value) {
        return TestCertificates.der(2, value.toByteArray());
    }

    private static byte[] time(int days) {
        String text = DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .format(Instant.now().plusSeconds(days * 86_400L));
        return TestCertificates.der(0x17, text.getBytes(StandardCharsets.US_ASCII));
    }
}
