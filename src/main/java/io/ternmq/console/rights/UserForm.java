package io.ternmq.console.rights;

import io.ternmq.admin.rights.UserInput;
import io.ternmq.admin.rights.UserReport;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The form of a user. What a browser doesn't send is null.
 *
 * @param groups with commas between
 * @param disabled null when the box isn't ticked
 */
record UserForm(
        String name,
        @Nullable String password,
        @Nullable String groups,
        @Nullable Boolean disabled,
        @Nullable String note) {

    UserForm {
        name = name == null ? "" : name;
    }

    static UserForm empty(String name) {
        return new UserForm(name, null, "", null, "");
    }

    static UserForm of(UserReport user) {
        return new UserForm(user.name(), null, String.join(", ", user.groups()), user.disabled(), user.note());
    }

    /** A password is never sent back. */
    UserForm withoutPassword() {
        return new UserForm(name, null, groups, disabled, note);
    }

    UserInput input() {
        return new UserInput(
                password == null || password.isEmpty() ? null : password,
                groups == null
                        ? List.of()
                        : Arrays.stream(groups.split(",", -1))
                                .map(String::strip)
                                .filter(g -> !g.isEmpty())
                                .toList(),
                Boolean.TRUE.equals(disabled),
                note == null ? "" : note);
    }
}
