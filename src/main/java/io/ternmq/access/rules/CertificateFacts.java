package io.ternmq.access.rules;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** By what rules know a client's certificate. */
final class CertificateFacts {
    /** Before a fingerprint in a rule. */
    static final String FINGERPRINT = "sha256:";

    private static final int FINGERPRINT_DIGITS = 64;

    private CertificateFacts() {}

    /** The fingerprint behind {@code sha256:}, small letters and no colons; an error when it isn't one. */
    static String plainFingerprint(String value) {
        String digits =
                value.substring(FINGERPRINT.length()).replace(":", "").strip().toLowerCase(Locale.ROOT);
        if (digits.length() != FINGERPRINT_DIGITS || !digits.chars().allMatch(HexFormat::isHexDigit)) {
            throw new IllegalArgumentException("is no SHA-256 fingerprint of 64 hexadecimal digits");
        }
        return digits;
    }

    static @Nullable String fingerprint(@Nullable X509Certificate certificate) {
        if (certificate == null) {
            return null;
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return HexFormat.of().formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that was accepted can't be encoded", e);
        }
    }
}
