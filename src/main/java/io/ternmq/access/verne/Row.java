package io.ternmq.access.verne;

import org.jspecify.annotations.Nullable;

/**
 * What a database has of somebody.
 *
 * @param clientId the client's, or {@code *}
 * @param verified whether the database found the password right; null when it wasn't asked that
 * @param passhash what bcrypt made of the password, when the broker is to check it; null when there is none
 * @param publishAcl JSON; null when there is none
 * @param subscribeAcl JSON; null when there is none
 */
record Row(
        String mountpoint,
        String clientId,
        String userName,
        @Nullable Boolean verified,
        @Nullable String passhash,
        @Nullable String publishAcl,
        @Nullable String subscribeAcl) {

    boolean isForAnyClient() {
        return clientId.equals(Identity.ANY_CLIENT);
    }

    /** Tells apart what the ACLs have been. */
    long fingerprint() {
        int publish = publishAcl == null ? 0 : publishAcl.hashCode();
        int subscribe = subscribeAcl == null ? 0 : subscribeAcl.hashCode();
        return (long) publish << 32 | subscribe & 0xFFFFFFFFL;
    }

    /** Without secrets. */
    @Override
    public String toString() {
        return "Row[" + clientId + "]";
    }
}
