package io.ternmq.conformance.harness;

import io.ternmq.FileChanges;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;

/** Password and ACL files as VerneMQ has them, made without the broker's code. */
public final class AccessFiles {

    private static final byte[] SALT = "twelve bytes".getBytes(StandardCharsets.US_ASCII);

    private AccessFiles() {}

    /** A line of a password file with VerneMQ's hash: SHA-512 of password and salt. */
    public static String sha512Line(String user, String password) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-512");
            digest.update(password.getBytes(StandardCharsets.UTF_8));
            byte[] hash = digest.digest(SALT);
            return user + ":$6$" + base64(SALT) + "$" + base64(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A line of a password file with the keys of SCRAM-SHA-256. */
    public static String scramLine(String user, String password) {
        int iterations = 4096;
        byte[] salted = ScramClient.saltedPassword(password, SALT, iterations);
        byte[] storedKey = ScramClient.sha256(ScramClient.hmac(salted, "Client Key"));
        byte[] serverKey = ScramClient.hmac(salted, "Server Key");
        return user + ":$scram-sha-256$" + iterations + "$" + base64(SALT) + "$" + base64(storedKey) + "$"
                + base64(serverKey);
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** A new temporary file of these lines. */
    public static Path file(String... lines) {
        try {
            Path file = Files.createTempFile("ternmq-test", ".txt");
            Files.writeString(file, String.join("\n", lines) + "\n");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Replaces a file at once. */
    public static void replace(Path file, String... lines) {
        FileChanges.replace(file, String.join("\n", lines) + "\n");
    }
}
