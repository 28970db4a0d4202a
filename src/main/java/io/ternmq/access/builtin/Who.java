package io.ternmq.access.builtin;

/**
 * Whom a rule is for.
 *
 * @param value empty for everyone; for {@code ADDRESS} an address or a range such as {@code 10.0.0.0/8}; for {@code CERTIFICATE} the
 *     subject's common name, or {@code sha256:} and the fingerprint in hexadecimal digits
 */
public record Who(Kind kind, String value) {
    public static final Who EVERYONE = new Who(Kind.EVERYONE, "");

    /** What a client is known by. */
    public enum Kind {
        EVERYONE,
        USER,
        CLIENT_ID,
        GROUP,
        ADDRESS,
        CERTIFICATE
    }
}
