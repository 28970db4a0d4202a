package io.ternmq.access.password;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What every JDK has for hashing, without its checked exceptions. */
public final class Crypto {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String HMAC = "HmacSHA256";

    private Crypto() {}

    /** Bytes that nobody can guess. */
    public static byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    /** SHA-256 of the bytes. */
    public static byte[] sha256(byte[] bytes) {
        return digest("SHA-256").digest(bytes);
    }

    /** HMAC-SHA-256 of the bytes. */
    public static byte[] hmac(byte[] key, byte[] bytes) {
        return mac(key).doFinal(bytes);
    }

    /** The password as bytes; the characters are wiped. */
    public static byte[] utf8(char[] password) {
        byte[] room = new byte[password.length * 3];
        ByteBuffer encoded = ByteBuffer.wrap(room);
        StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .encode(CharBuffer.wrap(password), encoded, true);
        byte[] utf8 = Arrays.copyOf(room, encoded.position());
        Arrays.fill(room, (byte) 0);
        Arrays.fill(password, '\0');
        return utf8;
    }

    static Mac mac(byte[] key) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            // An empty key is one of zeros to HMAC, but SecretKeySpec takes none.
            mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, HMAC));
            return mac;
        } catch (InvalidKeyException | NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every JDK has " + HMAC, impossible);
        }
    }

    static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Every JDK has " + algorithm, impossible);
        }
    }

    static byte[] base64(String what, String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            if (bytes.length > 0) {
                return bytes;
            }
        } catch (IllegalArgumentException none) {
            // Said below.
        }
        throw new IllegalArgumentException("has a " + what + " that is no base64");
    }
}
