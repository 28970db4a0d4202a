package io.ternmq.conformance.harness;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** The client's side of SCRAM-SHA-256 (RFC 5802, RFC 7677), without channel binding. */
public final class ScramClient {

    public static final String METHOD = "SCRAM-SHA-256";

    private final String password;
    private final String firstBare;
    private byte[] serverSignature = {};

    public ScramClient(String user, String password) {
        this.password = password;
        this.firstBare = "n=" + user + ",r=" + Long.toString(System.nanoTime(), 36) + "nonce";
    }

    /** Connects by the method. */
    public static RawMqttClient connect(RawMqttClient link, String clientId, String user, String password) {
        ScramClient scram = new ScramClient(user, password);
        link.send(ConnectPacket.connect(MqttVersion.V5, clientId)
                .with(Prop.AUTHENTICATION_METHOD, METHOD)
                .with(Prop.AUTHENTICATION_DATA, scram.first()));
        byte[] challenge = link.expect(PacketKind.AUTH).props().binary(Prop.AUTHENTICATION_DATA);
        link.sendAuth(
                0x18,
                Props.of(Prop.AUTHENTICATION_METHOD, METHOD).with(Prop.AUTHENTICATION_DATA, scram.answer(challenge)));
        int answer = link.expect(PacketKind.CONNACK).reasonCode();
        if (answer != 0) {
            throw new AssertionError("refused with " + answer);
        }
        return link;
    }

    /** The client's first message. */
    public byte[] first() {
        return bytes("n,," + firstBare);
    }

    /** The client's answer to the server's first message. */
    public byte[] answer(byte[] serverFirst) {
        String challenge = new String(serverFirst, StandardCharsets.UTF_8);
        Map<String, String> fields = fields(challenge);
        byte[] salt = Base64.getDecoder().decode(fields.get("s"));
        byte[] salted = saltedPassword(password, salt, Integer.parseInt(fields.get("i")));
        String withoutProof = "c=biws,r=" + fields.get("r");
        String authMessage = firstBare + "," + challenge + "," + withoutProof;
        byte[] clientKey = hmac(salted, "Client Key");
        byte[] signature = hmac(sha256(clientKey), authMessage);
        byte[] proof = new byte[clientKey.length];
        for (int i = 0; i < proof.length; i++) {
            proof[i] = (byte) (clientKey[i] ^ signature[i]);
        }
        serverSignature = hmac(hmac(salted, "Server Key"), authMessage);
        return bytes(withoutProof + ",p=" + AccessFiles.base64(proof));
    }

    /** Whether the server's last message shows that it knows the user's keys. */
    public boolean trusts(byte[] serverFinal) {
        return new String(serverFinal, StandardCharsets.UTF_8).equals("v=" + AccessFiles.base64(serverSignature));
    }

    private static Map<String, String> fields(String message) {
        Map<String, String> fields = new HashMap<>();
        for (String field : message.split(",")) {
            fields.put(field.substring(0, 1), field.substring(2));
        }
        return fields;
    }

    static byte[] saltedPassword(String password, byte[] salt, int iterations) {
        try {
            PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, iterations, 256);
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(bytes(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
