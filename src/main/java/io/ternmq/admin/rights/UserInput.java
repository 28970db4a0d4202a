package io.ternmq.admin.rights;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks to be kept of a user.
 *
 * @param password a new one; null to leave it as it is, and for a user without one
 */
public record UserInput(@Nullable String password, List<String> groups, boolean disabled, String note) {
    /** Without the password. */
    @Override
    public String toString() {
        return "UserInput[" + groups + "]";
    }
}
