package io.ternmq.access.scram;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Reads the messages that a client sends (RFC 5802 section 7). What is wrong is an {@link IllegalArgumentException} in words. */
final class ScramMessage {
    private ScramMessage() {}

    /**
     * The client's first message.
     *
     * @param header what goes before it about channel binding
     * @param bare the message without the header, as it goes into what both sides sign
     */
    record First(String header, String bare, String userName, String nonce) {}

    /**
     * The client's final message.
     *
     * @param withoutProof the message up to the proof, as it goes into what both sides sign
     * @param binding the header of the first message, as the client says it again
     */
    record Final(String withoutProof, String binding, String nonce, byte[] proof) {}

    static First first(byte[] data) {
        String text = text(data);
        String[] parts = text.split(",", -1);
        if (parts.length < 4) {
            throw new IllegalArgumentException("the first message has less than four parts");
        } else if (parts[0].startsWith("p=")) {
            throw new IllegalArgumentException("the client asks for channel binding, which there is none");
        } else if (!parts[0].equals("n") && !parts[0].equals("y")) {
            throw new IllegalArgumentException("the first message begins with neither n, y nor p=");
        } else if (parts[2].startsWith("m=")) {
            throw new IllegalArgumentException("the first message asks for an extension that is not known");
        }
        String header = parts[0] + "," + parts[1] + ",";
        String userName = name(value(parts[2], "n="));
        if (!parts[1].isEmpty() && !name(value(parts[1], "a=")).equals(userName)) {
            throw new IllegalArgumentException("the client wants to act as another user");
        }
        return new First(header, text.substring(header.length()), userName, nonce(value(parts[3], "r=")));
    }

    static Final last(byte[] data) {
        String text = text(data);
        int proofAt = text.lastIndexOf(",p=");
        String[] parts = text.split(",", -1);
        if (proofAt < 0 || parts.length < 3) {
            throw new IllegalArgumentException("the final message has no proof");
        }
        String binding = new String(base64(value(parts[0], "c=")), StandardCharsets.UTF_8);
        byte[] proof = base64(text.substring(proofAt + 3));
        return new Final(text.substring(0, proofAt), binding, nonce(value(parts[1], "r=")), proof);
    }

    private static String text(byte[] data) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(data))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw new IllegalArgumentException("the message is no UTF-8", notUtf8);
        }
    }

    private static String value(String part, String prefix) {
        if (!part.startsWith(prefix)) {
            throw new IllegalArgumentException("the message has no " + prefix + " where it belongs");
        }
        return part.substring(prefix.length());
    }

    /** A comma is written =2C and an equals sign =3D; nothing else may follow an equals sign. */
    private static String name(String saslName) {
        String rest = saslName.replace("=2C", "").replace("=3D", "");
        if (saslName.isEmpty() || rest.contains("=")) {
            throw new IllegalArgumentException("the message has no valid user name");
        }
        return saslName.replace("=2C", ",").replace("=3D", "=");
    }

    private static String nonce(String nonce) {
        if (nonce.isEmpty() || !nonce.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw new IllegalArgumentException("the message has no valid nonce");
        }
        return nonce;
    }

    private static byte[] base64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException none) {
            throw new IllegalArgumentException("the message has something that is no base64", none);
        }
    }
}
