package io.ternmq.access.jwt;

import com.nimbusds.jose.JOSEException;
import io.ternmq.access.file.BadFileException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the kinds of files that keys come in. */
final class KeyFiles {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);
    private static final int LEAST_SECRET_BYTES = 32;

    private KeyFiles() {}

    /** A file whose bytes are a secret. */
    static KeySet secret(byte[] bytes) throws BadFileException {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        if (text.contains("-----BEGIN ")) {
            throw new BadFileException("is a PEM file and no secret: who knows a public key could make tokens with it;"
                    + " ternmq.access.jwt.public-key-file is for those");
        }
        int end = bytes.length;
        while (end > 0 && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r')) {
            end--;
        }
        if (end < LEAST_SECRET_BYTES) {
            throw new BadFileException("has a secret of " + end + " bytes, and the least is " + LEAST_SECRET_BYTES);
        }
        return KeySet.ofSecret(Arrays.copyOf(bytes, end));
    }

    /** A PEM file with public keys and certificates. */
    static KeySet publicKeys(byte[] bytes) throws BadFileException {
        List<PublicKey> keys = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
        while (matcher.find()) {
            keys.add(publicKey(matcher.group(1), matcher.group(2)));
        }
        if (keys.isEmpty()) {
            throw new BadFileException("has neither a PUBLIC KEY nor a CERTIFICATE in PEM");
        }
        try {
            return KeySet.ofPublicKeys(keys);
        } catch (JOSEException unusable) {
            throw new BadFileException(String.valueOf(unusable.getMessage()));
        }
    }

    private static PublicKey publicKey(String type, String text) throws BadFileException {
        try {
            byte[] der = Base64.getMimeDecoder().decode(text);
            return switch (type) {
                case "PUBLIC KEY" -> KeySet.publicKey(der);
                case "CERTIFICATE" ->
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(der))
                            .getPublicKey();
                default ->
                    throw new BadFileException("has a " + type
                            + ", where only PUBLIC KEY and CERTIFICATE may be; 'openssl pkey -pubout' makes the first");
            };
        } catch (GeneralSecurityException | IllegalArgumentException unreadable) {
            throw new BadFileException("has a " + type + " that can't be read: " + unreadable.getMessage());
        }
    }

    /** A file with a JSON Web Key Set. */
    static KeySet jwks(byte[] bytes) throws BadFileException {
        try {
            return KeySet.ofJson(new String(bytes, StandardCharsets.UTF_8), true);
        } catch (ParseException wrong) {
            throw new BadFileException("is no JSON Web Key Set that can be used: " + KeySet.words(wrong));
        }
    }
}
