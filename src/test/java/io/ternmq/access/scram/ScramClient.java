package io.ternmq.access.scram;

import io.ternmq.access.password.Crypto;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** A client's side of SCRAM-SHA-256, by the JDK's own PBKDF2. */
public final class ScramClient {
    private ScramClient() {}

    /**
     * The message with the proof.
     *
     * @param serverFirst what the server said to the first message
     * @param firstBare the first message without its header
     * @param header of the first message, such as {@code n,,}
     */
    public static String finalMessage(String serverFirst, String firstBare, String header, String password) {
        String nonce = serverFirst.substring(2, serverFirst.indexOf(",s="));
        String withoutProof = "c=" + Base64.getEncoder().encodeToString(utf8(header)) + ",r=" + nonce;
        byte[] clientKey = Crypto.hmac(saltedPassword(serverFirst, password), utf8("Client Key"));
        byte[] signature =
                Crypto.hmac(Crypto.sha256(clientKey), utf8(firstBare + "," + serverFirst + "," + withoutProof));
        byte[] proof = new byte[32];
        for (int i = 0; i < 32; i++) {
            proof[i] = (byte) (clientKey[i] ^ signature[i]);
        }
        return withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof);
    }

    /** What the server's last message must be. */
    public static String serverFinal(String serverFirst, String firstBare, String finalMessage, String password) {
        byte[] serverKey = Crypto.hmac(saltedPassword(serverFirst, password), utf8("Server Key"));
        String withoutProof = finalMessage.substring(0, finalMessage.indexOf(",p="));
        byte[] signature = Crypto.hmac(serverKey, utf8(firstBare + "," + serverFirst + "," + withoutProof));
        return "v=" + Base64.getEncoder().encodeToString(signature);
    }

    private static byte[] saltedPassword(String serverFirst, String password) {
        byte[] salt = Base64.getDecoder()
                .decode(serverFirst.substring(serverFirst.indexOf(",s=") + 3, serverFirst.indexOf(",i=")));
        int iterations = Integer.parseInt(serverFirst.substring(serverFirst.indexOf(",i=") + 3));
        PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, iterations, 256);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
