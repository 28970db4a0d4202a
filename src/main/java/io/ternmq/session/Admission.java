package io.ternmq.session;

import io.ternmq.access.Client;
import io.ternmq.access.Permissions;
import org.jspecify.annotations.Nullable;

/**
 * What a connection is admitted with, as CONNECT and settings say together.
 *
 * @param cleanStart whether the client asked to begin anew
 * @param keepAliveSeconds the keep alive that holds; 0 for none
 * @param bridge whether the client asked for a bridge's treatment by its protocol level
 * @param method of enhanced authentication, or null
 * @param will that may be published
 * @param inflightMaximum unacknowledged messages to the client
 * @param receiveMaximum unfinished publishes of the client
 * @param aliasMaximum topic aliases towards the client
 * @param inboundAliasMaximum topic aliases of the client
 * @param longestPacket that the client takes, in bytes
 * @param problemInformation whether the client wants reason strings
 * @param keepsUnacknowledged whether messages under way may have to be sent again
 */
record Admission(
        VersionRules rules,
        boolean cleanStart,
        int keepAliveSeconds,
        boolean bridge,
        Client client,
        @Nullable String method,
        Permissions permissions,
        @Nullable LeftWill will,
        int inflightMaximum,
        int receiveMaximum,
        int aliasMaximum,
        int inboundAliasMaximum,
        long longestPacket,
        boolean problemInformation,
        boolean keepsUnacknowledged) {}
