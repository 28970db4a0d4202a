package io.ternmq.transport.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Private keys from the bytes of a PEM block. The JDK reads PKCS#8; the older forms of RSA (PKCS#1) and EC (SEC 1) are put
 * into that envelope.
 */
final class PrivateKeys {
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");
    private static final byte[] VERSION_0 = {2, 1, 0};
    /** SEQUENCE of rsaEncryption (1.2.840.113549.1.1.1) and NULL. */
    private static final byte[] RSA = {
        0x30, 13, 6, 9, 0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 13, 1, 1, 1, 5, 0
    };
    /** ecPublicKey (1.2.840.10045.2.1). */
    private static final byte[] EC = {6, 7, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 2, 1};

    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 4;
    private static final int EC_PARAMETERS = 0xA0;

    private PrivateKeys() {}

    static PrivateKey read(String type, byte[] der, String password) throws GeneralSecurityException, IOException {
        return switch (type) {
            case "PRIVATE KEY" -> pkcs8(new PKCS8EncodedKeySpec(der));
            case "ENCRYPTED PRIVATE KEY" -> pkcs8(decrypted(der, password));
            case "RSA PRIVATE KEY" -> pkcs8(envelope(RSA, der));
            case "EC PRIVATE KEY" -> pkcs8(envelope(element(SEQUENCE, EC, curve(der)), der));
            default -> throw new InvalidKeyException("'" + type + "' is not known");
        };
    }

    private static PrivateKey pkcs8(PKCS8EncodedKeySpec spec) throws GeneralSecurityException {
        for (String algorithm : ALGORITHMS) {
            PrivateKey key = keyOf(algorithm, spec);
            if (key != null) {
                return key;
            }
        }
        throw new InvalidKeyException("it is no key of " + String.join(", ", ALGORITHMS));
    }

    /** The key, or null when it is one of another algorithm. */
    private static @Nullable PrivateKey keyOf(String algorithm, PKCS8EncodedKeySpec spec)
            throws GeneralSecurityException {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(spec);
        } catch (InvalidKeySpecException e) {
            return null;
        }
    }

    private static PKCS8EncodedKeySpec decrypted(byte[] der, String password)
            throws GeneralSecurityException, IOException {
        EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
        // For PBES2 the JDK names the real algorithm only in the parameters.
        String algorithm =
                info.getAlgName().equals("PBES2") ? info.getAlgParameters().toString() : info.getAlgName();
        PBEKeySpec secret = new PBEKeySpec(password.toCharArray());
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(
                Cipher.DECRYPT_MODE,
                SecretKeyFactory.getInstance(algorithm).generateSecret(secret),
                info.getAlgParameters());
        return info.getKeySpec(cipher);
    }

    private static PKCS8EncodedKeySpec envelope(byte[] algorithm, byte[] key) throws IOException {
        return new PKCS8EncodedKeySpec(element(SEQUENCE, VERSION_0, algorithm, element(OCTET_STRING, key)));
    }

    /** The name of the curve in an EC key: the content of its element [0]. */
    private static byte[] curve(byte[] der) throws InvalidKeyException {
        int at = contentAt(der, 0);
        while (at < der.length) {
            int content = contentAt(der, at);
            int end = content + length(der, at);
            if ((der[at] & 0xFF) == EC_PARAMETERS) {
                return Arrays.copyOfRange(der, content, end);
            }
            at = end;
        }
        throw new InvalidKeyException("the key doesn't name its curve");
    }

    private static int length(byte[] der, int at) throws InvalidKeyException {
        int first = der[at + 1] & 0xFF;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = 0; i < (first & 0x7F); i++) {
            length = length << 8 | der[at + 2 + i] & 0xFF;
        }
        if (length < 0 || length > der.length) {
            throw new InvalidKeyException("a length is wrong");
        }
        return length;
    }

    private static int contentAt(byte[] der, int at) throws InvalidKeyException {
        if (at + 2 > der.length) {
            throw new InvalidKeyException("it ends too early");
        }
        int first = der[at + 1] & 0xFF;
        return at + 2 + (first < 0x80 ? 0 : first & 0x7F);
    }

    private static byte[] element(int tag, byte[]... parts) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.write(part);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        int length = content.size();
        if (length < 0x80) {
            out.write(length);
        } else if (length < 0x100) {
            out.write(0x81);
            out.write(length);
        } else {
            out.write(0x82);
            out.write(length >> 8);
            out.write(length);
        }
        content.writeTo(out);
        return out.toByteArray();
    }
}
