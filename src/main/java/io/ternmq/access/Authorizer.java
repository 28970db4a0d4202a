package io.ternmq.access;

import java.util.function.Consumer;

/** Makes the permissions of clients, and judges connected clients again when something has changed. */
public interface Authorizer {
    /** The permissions of a client that has been admitted; {@code onDecided} as {@link Permissions} says. */
    Permissions permissionsOf(Client client, Runnable onDecided);

    /**
     * Whether a connected client may stay, and as who. Answers exactly once, on any thread, perhaps before the call returns; never
     * waits.
     */
    default void review(Client client, Consumer<Review> answer) {
        answer.accept(Review.stays(client));
    }

    /** Has the task run each time after rights, bans or users have changed, on any thread. */
    default void onChange(Runnable task) {}
}
