package io.ternmq.transport.tls;

import io.ternmq.access.CertificateName;
import io.ternmq.config.ListenerSettings.Identity;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client certificate says of who shows it. */
public final class CertificateIdentity {
    private static final int EMAIL = 1;
    private static final int DNS = 2;
    private static final int URI = 6;

    private CertificateIdentity() {}

    /** The wanted part of the certificate; null when it has none. Of several the first. */
    public static @Nullable String of(X509Certificate certificate, Identity wanted) {
        return switch (wanted) {
            case NONE -> null;
            case COMMON_NAME -> CertificateName.of(certificate);
            case SAN_DNS -> alternativeName(certificate, DNS);
            case SAN_EMAIL -> alternativeName(certificate, EMAIL);
            case SAN_URI -> alternativeName(certificate, URI);
            case SUBJECT -> certificate.getSubjectX500Principal().getName();
        };
    }

    private static @Nullable String alternativeName(X509Certificate certificate, int type) {
        try {
            if (certificate.getSubjectAlternativeNames() == null) {
                return null;
            }
            for (List<?> name : certificate.getSubjectAlternativeNames()) {
                if (name.get(0) instanceof Integer kind && kind == type && name.get(1) instanceof String text) {
                    return text;
                }
            }
            return null;
        } catch (CertificateParsingException e) {
            return null;
        }
    }
}
