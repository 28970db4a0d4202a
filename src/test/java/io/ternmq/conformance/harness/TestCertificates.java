package io.ternmq.conformance.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A certificate authority for tests, made with the JDK's keytool in a temporary folder. */
public final class TestCertificates {

    private static final char[] PASSWORD = "changeit".toCharArray();

    private final Path folder;

    public TestCertificates() {
        try {
            folder = Files.createTempDirectory("ternmq-certificates");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        generate("ca", "CN=Test Authority", "-ext", "bc:critical=ca:true", "-ext", "ku=keyCertSign,cRLSign");
        publishSelfSigned("ca");
    }

    /** The authority's certificate, PEM. */
    public Path authority() {
        return certificate("ca");
    }

    /** The certificate of a name, PEM. */
    public Path certificate(String name) {
        return folder.resolve(name + ".crt");
    }

    /** The private key of a name, PKCS#8 in PEM. */
    public Path key(String name) {
        return folder.resolve(name + ".key");
    }

    /**
     * Makes a key and a certificate signed by the authority; again for the same name replaces both, at last and at once, as a broker
     * may be looking.
     */
    public TestCertificates issue(String name, String commonName, String... extensions) {
        generate(name, "CN=" + commonName, extensions);
        byte[] request = keytool(null, "-certreq", "-alias", name, "-keystore", store(name));
        List<String> sign = new ArrayList<>(List.of("-gencert", "-alias", "ca", "-keystore", store("ca"), "-rfc"));
        sign.addAll(List.of(extensions));
        byte[] certificate = keytool(request, sign.toArray(String[]::new));
        Path signed = folder.resolve(name + ".signed");
        write(signed, new String(certificate, StandardCharsets.US_ASCII));
        keytool(
                null,
                "-importcert",
                "-noprompt",
                "-alias",
                "ca",
                "-file",
                authority().toString(),
                "-keystore",
                store(name));
        keytool(null, "-importcert", "-noprompt", "-alias", name, "-file", signed.toString(), "-keystore", store(name));
        publish(name, certificate);
        return this;
    }

    /** Makes a certificate that nobody has signed but itself. */
    public TestCertificates selfSigned(String name, String commonName) {
        generate(name, "CN=" + commonName);
        publishSelfSigned(name);
        return this;
    }

    private void generate(String name, String subject, String... extensions) {
        try {
            Files.deleteIfExists(Path.of(store(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> arguments = new ArrayList<>(List.of(
                "-genkeypair",
                "-alias",
                name,
                "-dname",
                subject,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "30",
                "-keystore",
                store(name)));
        arguments.addAll(List.of(extensions));
        keytool(null, arguments.toArray(String[]::new));
    }

    private void publishSelfSigned(String name) {
        publish(name, keytool(null, "-exportcert", "-rfc", "-alias", name, "-keystore", store(name)));
    }

    private void publish(String name, byte[] certificate) {
        try {
            String encoded = Base64.getMimeEncoder(64, new byte[] {'\n'})
                    .encodeToString(load(name).getKey(name, PASSWORD).getEncoded());
            write(key(name), "-----BEGIN PRIVATE KEY-----\n" + encoded + "\n-----END PRIVATE KEY-----\n");
            write(certificate(name), new String(certificate, StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A revocation list of these names, PEM. */
    public Path revoke(String... names) {
        List<String> arguments = new ArrayList<>(List.of("-gencrl", "-rfc", "-alias", "ca", "-keystore", store("ca")));
        for (String name : names) {
            arguments.addAll(List.of("-id", serial(name).toString()));
        }
        Path list = folder.resolve("revoked.crl");
        write(list, new String(keytool(null, arguments.toArray(String[]::new)), StandardCharsets.US_ASCII));
        return list;
    }

    private BigInteger serial(String name) {
        try {
            return ((X509Certificate) load(name).getCertificate(name)).getSerialNumber();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A TLS socket, not yet shaken hands, that trusts the authority and shows the certificate of a name unless it is empty. */
    public SSLSocket connect(InetSocketAddress address, String clientName, String... protocols) {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(clientName.isEmpty() ? emptyStore() : load(clientName), PASSWORD);
            KeyStore trusted = emptyStore();
            trusted.setCertificateEntry("ca", load("ca").getCertificate("ca"));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket();
            if (protocols.length > 0) {
                socket.setEnabledProtocols(protocols);
            }
            socket.connect(address, 10_000);
            socket.setSoTimeout((int) RawMqttClient.PATIENCE.toMillis());
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The common name of the certificate that the server has shown. */
    public static String serverName(SSLSocket socket) {
        try {
            Certificate[] chain = socket.getSession().getPeerCertificates();
            return ((X509Certificate) chain[0]).getSubjectX500Principal().getName();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private KeyStore load(String name) {
        try (InputStream in = Files.newInputStream(Path.of(store(name)))) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD);
            return store;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, PASSWORD);
        return store;
    }

    private String store(String name) {
        return folder.resolve(name + ".p12").toString();
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] keytool(byte @Nullable [] input, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(Arrays.asList(arguments));
        command.addAll(List.of("-storepass", new String(PASSWORD), "-storetype", "PKCS12"));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (input != null) {
                process.getOutputStream().write(input);
            }
            process.getOutputStream().close();
            byte[] output = process.getInputStream().readAllBytes();
            if (process.waitFor() != 0) {
                throw new IllegalStateException("keytool failed: " + new String(output, StandardCharsets.UTF_8));
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
