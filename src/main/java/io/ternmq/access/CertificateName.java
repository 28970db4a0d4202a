package io.ternmq.access;

import java.security.cert.X509Certificate;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.jspecify.annotations.Nullable;

/** The common name of a certificate's subject, the most specific one. */
public final class CertificateName {
    private CertificateName() {}

    /** Null when there is none. */
    public static @Nullable String of(@Nullable X509Certificate certificate) {
        if (certificate == null) {
            return null;
        }
        try {
            List<Rdn> parts = new LdapName(certificate.getSubjectX500Principal().getName()).getRdns();
            // The first one in writing is the last one here.
            for (int i = parts.size() - 1; i >= 0; i--) {
                if (parts.get(i).getType().equalsIgnoreCase("CN")
                        && parts.get(i).getValue() instanceof String name) {
                    return name;
                }
            }
            return null;
        } catch (InvalidNameException e) {
            return null;
        }
    }
}
