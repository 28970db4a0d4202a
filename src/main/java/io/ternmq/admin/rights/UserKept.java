package io.ternmq.admin.rights;

import io.ternmq.access.builtin.User;
import java.util.List;

/** What the audit log keeps of a user. */
record UserKept(List<String> groups, boolean disabled, String note) {
    static UserKept of(User user) {
        return new UserKept(user.groups().stream().sorted().toList(), user.disabled(), user.note());
    }
}
