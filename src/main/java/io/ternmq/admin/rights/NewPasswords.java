package io.ternmq.admin.rights;

import io.ternmq.access.builtin.User;
import reactor.core.publisher.Mono;

/** Hashes what users log in with. */
interface NewPasswords {
    /** The user with this password in the place of any that it had. */
    Mono<User> set(User user, String password);

    /** Whether the text is a hash that can be checked. */
    boolean isHash(String text);
}
