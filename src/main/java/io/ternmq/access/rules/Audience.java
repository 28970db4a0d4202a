package io.ternmq.access.rules;

import io.ternmq.access.CertificateName;
import io.ternmq.access.Client;
import io.ternmq.access.builtin.Who;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/** Whom a rule is for. Immutable. */
interface Audience {
    boolean includes(Client client);

    /** @throws IllegalArgumentException when there can be nobody of that kind; the message goes on after the value */
    static Audience of(Who who) {
        String value = who.value();
        if (who.kind() == Who.Kind.EVERYONE) {
            return client -> true;
        } else if (value.isEmpty()) {
            throw new IllegalArgumentException("is empty");
        }
        return switch (who.kind()) {
            case USER -> client -> value.equals(client.userName());
            case CLIENT_ID -> client -> value.equals(client.id().clientId());
            case GROUP -> client -> client.groups().contains(value);
            case ADDRESS -> ofAddress(AddressRange.parse(value));
            case CERTIFICATE -> ofCertificate(value);
            case EVERYONE -> client -> true;
        };
    }

    private static Audience ofAddress(AddressRange range) {
        return client -> range.contains(client.peer().address().getAddress());
    }

    private static Audience ofCertificate(String value) {
        if (!value.startsWith(CertificateFacts.FINGERPRINT)) {
            return client -> value.equals(CertificateName.of(certificateOf(client)));
        }
        String fingerprint = CertificateFacts.plainFingerprint(value);
        return client -> fingerprint.equals(CertificateFacts.fingerprint(certificateOf(client)));
    }

    private static @Nullable X509Certificate certificateOf(Client client) {
        return client.peer().certificate();
    }
}
