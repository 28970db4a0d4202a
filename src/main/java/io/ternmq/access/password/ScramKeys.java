package io.ternmq.access.password;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.Base64;
import javax.crypto.Mac;

/**
 * What a server keeps of a password for SCRAM-SHA-256 (RFC 5802, RFC 7677): from it a client's proof can be checked, and
 * nobody can log in with it. In a file: {@code $scram-sha-256$<iterations>$<salt>$<stored key>$<server key>}, the last three
 * in base64.
 */
public final class ScramKeys implements PasswordHash {
    static final String PREFIX = "$scram-sha-256$";

    /** How many iterations a new password gets. The client does as many at every log-in, and it may be a small one. */
    public static final int DEFAULT_ITERATIONS = 8192;

    /** RFC 7677 asks for no less. */
    public static final int MIN_ITERATIONS = 4096;

    /** More would keep a processor busy for seconds. */
    public static final int MAX_ITERATIONS = 10_000_000;

    private static final int SALT_BYTES = 16;
    private static final int KEY_BYTES = 32;
    private static final byte[] CLIENT_KEY = "Client Key".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SERVER_KEY = "Server Key".getBytes(StandardCharsets.US_ASCII);

    private final int iterations;
    private final byte[] salt;
    private final byte[] storedKey;
    private final byte[] serverKey;

    private ScramKeys(int iterations, byte[] salt, byte[] storedKey, byte[] serverKey) {
        this.iterations = iterations;
        this.salt = salt;
        this.storedKey = storedKey;
        this.serverKey = serverKey;
    }

    /** With a new salt. Slow on purpose. */
    public static ScramKeys ofPassword(byte[] passwordUtf8, int iterations) {
        return of(passwordUtf8, Crypto.randomBytes(SALT_BYTES), iterations);
    }

    /** With a given salt. Slow on purpose. */
    public static ScramKeys of(byte[] passwordUtf8, byte[] salt, int iterations) {
        if (iterations < MIN_ITERATIONS || iterations > MAX_ITERATIONS) {
            throw new IllegalArgumentException("has iterations outside of " + MIN_ITERATIONS + " to " + MAX_ITERATIONS);
        }
        byte[] salted = saltedPassword(prepared(passwordUtf8), salt, iterations);
        byte[] storedKey = Crypto.sha256(Crypto.hmac(salted, CLIENT_KEY));
        return new ScramKeys(iterations, salt.clone(), storedKey, Crypto.hmac(salted, SERVER_KEY));
    }

    /** Keys that no password opens, for a user that isn't there. */
    public static ScramKeys ofNobody(byte[] salt, int iterations) {
        return new ScramKeys(iterations, salt.clone(), Crypto.randomBytes(KEY_BYTES), Crypto.randomBytes(KEY_BYTES));
    }

    static ScramKeys parse(String text) {
        String[] parts = text.split("\\$", -1);
        if (parts.length != 6) {
            throw new IllegalArgumentException(
                    "has no $scram-sha-256$<iterations>$<salt>$<stored key>$<server key> after the colon");
        }
        int iterations = parts[2].matches("\\d{1,8}") ? Integer.parseInt(parts[2]) : 0;
        if (iterations < MIN_ITERATIONS || iterations > MAX_ITERATIONS) {
            throw new IllegalArgumentException("has iterations outside of " + MIN_ITERATIONS + " to " + MAX_ITERATIONS);
        }
        return new ScramKeys(
                iterations, Crypto.base64("salt", parts[3]), key("stored key", parts[4]), key("server key", parts[5]));
    }

    private static byte[] key(String what, String text) {
        byte[] key = Crypto.base64(what, text);
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("has a " + what + " that is not of SHA-256");
        }
        return key;
    }

    public int iterations() {
        return iterations;
    }

    /** The salt, in base64. */
    public String saltText() {
        return Base64.getEncoder().encodeToString(salt);
    }

    /** Whether the proof is that of somebody who knows the password. */
    public boolean provenBy(byte[] proof, byte[] authMessage) {
        byte[] signature = Crypto.hmac(storedKey, authMessage);
        byte[] clientKey = new byte[KEY_BYTES];
        for (int i = 0; i < KEY_BYTES && i < proof.length; i++) {
            clientKey[i] = (byte) (proof[i] ^ signature[i]);
        }
        boolean same = MessageDigest.isEqual(Crypto.sha256(clientKey), storedKey);
        return same && proof.length == KEY_BYTES;
    }

    /** What shows the client that this server knows its keys. */
    public byte[] serverSignature(byte[] authMessage) {
        return Crypto.hmac(serverKey, authMessage);
    }

    @Override
    public boolean verify(byte[] passwordUtf8) {
        byte[] salted = saltedPassword(prepared(passwordUtf8), salt, iterations);
        return MessageDigest.isEqual(Crypto.sha256(Crypto.hmac(salted, CLIENT_KEY)), storedKey);
    }

    @Override
    public boolean isSlow() {
        return true;
    }

    @Override
    public String text() {
        Base64.Encoder base64 = Base64.getEncoder();
        return PREFIX
                + iterations
                + "$"
                + saltText()
                + "$"
                + base64.encodeToString(storedKey)
                + "$"
                + base64.encodeToString(serverKey);
    }

    /** PBKDF2 with HMAC-SHA-256 and one block; the JDK's own takes characters and no bytes. */
    private static byte[] saltedPassword(byte[] password, byte[] salt, int iterations) {
        Mac mac = Crypto.mac(password);
        mac.update(salt);
        byte[] round = mac.doFinal(new byte[] {0, 0, 0, 1});
        byte[] sum = round.clone();
        for (int i = 1; i < iterations; i++) {
            round = mac.doFinal(round);
            for (int j = 0; j < sum.length; j++) {
                sum[j] ^= round[j];
            }
        }
        return sum;
    }

    /** SASLprep (RFC 4013) as far as it changes a password: spaces, characters that stand for nothing, compatible forms. */
    private static byte[] prepared(byte[] passwordUtf8) {
        String text = new String(passwordUtf8, StandardCharsets.UTF_8);
        StringBuilder mapped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (Character.getType(c) == Character.SPACE_SEPARATOR) {
                mapped.append(' ');
            } else if (!isNothing(c)) {
                mapped.appendCodePoint(c);
            }
        });
        String prepared = Normalizer.normalize(mapped, Normalizer.Form.NFKC);
        return prepared.equals(text) ? passwordUtf8 : prepared.getBytes(StandardCharsets.UTF_8);
    }

    /** Table B.1 of RFC 3454. */
    private static boolean isNothing(int c) {
        return c == 0xAD
                || c == 0x34F
                || c == 0x1806
                || c >= 0x180B && c <= 0x180D
                || c >= 0x200B && c <= 0x200D
                || c == 0x2060
                || c >= 0xFE00 && c <= 0xFE0F
                || c == 0xFEFF;
    }
}
