package io.ternmq.access;

/** Makes the permissions of clients. */
public interface Authorizer {
    /** The permissions of a client that has been admitted; {@code onDecided} as {@link Permissions} says. */
    Permissions permissionsOf(Client client, Runnable onDecided);
}
