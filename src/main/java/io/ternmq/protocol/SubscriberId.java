package io.ternmq.protocol;

/**
 * Who a session belongs to: a client identifier within a mountpoint. Two mountpoints never meet.
 *
 * @param mountpoint the tenant's namespace; empty for the default one
 * @param clientId the client identifier, not empty
 */
public record SubscriberId(String mountpoint, String clientId) {
    @Override
    public String toString() {
        return mountpoint.isEmpty() ? clientId : mountpoint + ":" + clientId;
    }
}
