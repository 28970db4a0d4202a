package io.ternmq.transport.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CRL;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file of PEM blocks; what stands between the blocks is passed over, as OpenSSL does. */
final class PemFile {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

    private final String setting;
    private final Path path;
    private final List<Block> blocks = new ArrayList<>();

    /** @param text what is between the lines of dashes */
    private record Block(String type, String text) {
        byte[] der() {
            return Base64.getMimeDecoder().decode(text);
        }

        /** Old OpenSSL wrote how a key is encrypted in lines before it. */
        boolean hasHeaders() {
            return text.contains(":");
        }
    }

    private PemFile(String setting, Path path) {
        this.setting = setting;
        this.path = path;
    }

    /**
     * Reads the file.
     *
     * @param setting the key of the setting that names it, for messages
     */
    static PemFile read(String setting, Path path) throws TlsProblem {
        PemFile file = new PemFile(setting, path);
        try {
            Matcher matcher = BLOCK.matcher(Files.readString(path, StandardCharsets.ISO_8859_1));
            while (matcher.find()) {
                file.blocks.add(new Block(matcher.group(1), matcher.group(2)));
            }
        } catch (NoSuchFileException e) {
            throw new TlsProblem(file + " doesn't exist");
        } catch (IOException e) {
            throw new TlsProblem(file + " can't be read", e);
        }
        return file;
    }

    /** The certificates in it, at least one. */
    List<X509Certificate> certificates() throws TlsProblem {
        List<X509Certificate> found = new ArrayList<>();
        for (Block block : blocks) {
            if (block.type().equals("CERTIFICATE") || block.type().equals("TRUSTED CERTIFICATE")) {
                try {
                    found.add((X509Certificate) CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(block.der())));
                } catch (GeneralSecurityException | IllegalArgumentException e) {
                    throw new TlsProblem(this + " holds a certificate that can't be read", e);
                }
            }
        }
        if (found.isEmpty()) {
            throw new TlsProblem(this + " holds no certificate");
        }
        return found;
    }

    /** The revocation lists in it, at least one. */
    List<CRL> revocationLists() throws TlsProblem {
        List<CRL> found = new ArrayList<>();
        for (Block block : blocks) {
            if (block.type().equals("X509 CRL")) {
                try {
                    found.add(
                            CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(block.der())));
                } catch (GeneralSecurityException | IllegalArgumentException e) {
                    throw new TlsProblem(this + " holds a revocation list that can't be read", e);
                }
            }
        }
        if (found.isEmpty()) {
            throw new TlsProblem(this + " holds no revocation list");
        }
        return found;
    }

    /** The private key in it: PKCS#8, encrypted or not, or what OpenSSL wrote for RSA and EC before it. */
    PrivateKey privateKey(String password) throws TlsProblem {
        for (Block block : blocks) {
            if (block.type().endsWith("PRIVATE KEY")) {
                if (block.hasHeaders()) {
                    throw new TlsProblem(this + " holds a key that is encrypted in an old way;"
                            + " 'openssl pkcs8 -topk8' turns it into one that can be read");
                }
                try {
                    return PrivateKeys.read(block.type(), block.der(), password);
                } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
                    String hint = block.type().startsWith("ENCRYPTED") ? " with the password that is set" : "";
                    throw new TlsProblem(this + " holds a private key that can't be read" + hint, e);
                }
            }
        }
        throw new TlsProblem(this + " holds no private key");
    }

    /** How it stands in messages. */
    @Override
    public String toString() {
        return setting + ": " + path;
    }
}
