package io.ternmq.access.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import io.ternmq.access.outside.Placeholders;
import io.ternmq.config.StartupException;
import java.util.ArrayList;
import java.util.List;

/**
 * The name of a user's entry by a template. The template is taken apart before anything is filled in, so that a user name
 * stays one value of one part, whatever characters it has. Immutable.
 */
final class UserDn {
    private final List<RDN> parts;

    private UserDn(List<RDN> parts) {
        this.parts = parts;
    }

    /** @throws StartupException when the template is no name of an entry */
    static UserDn parse(String template) {
        try {
            if (!template.contains("%u") && !template.contains("%c")) {
                throw new StartupException("ternmq.access.ldap.user-dn has no %u: everybody would be the same user");
            }
            return new UserDn(List.of(new DN(template).getRDNs()));
        } catch (LDAPException wrong) {
            throw new StartupException(
                    "ternmq.access.ldap.user-dn is no name of an entry: " + wrong.getMessage(), wrong);
        }
    }

    DN of(Placeholders.Meaning names) {
        List<RDN> filled = new ArrayList<>();
        for (RDN part : parts) {
            String[] values = part.getAttributeValues();
            for (int i = 0; i < values.length; i++) {
                values[i] = Placeholders.fill(values[i], names);
            }
            filled.add(new RDN(part.getAttributeNames(), values));
        }
        return new DN(filled);
    }
}
