package io.ternmq.session;

import io.ternmq.access.Authenticator;
import io.ternmq.access.Authorizer;
import io.ternmq.access.EnhancedAuthenticator;
import io.ternmq.config.BrokerSettings;
import io.ternmq.event.Counters;
import io.ternmq.event.EventBus;
import java.util.List;
import java.util.function.Supplier;

/**
 * What sessions ask and tell.
 *
 * @param settings the settings in force; called often, so it must be a plain read
 * @param methods of enhanced authentication, each name once
 * @param node the node's number, which is part of the identity of the sessions made here
 */
public record SessionPorts(
        Supplier<BrokerSettings> settings,
        EventBus events,
        Counters counters,
        Authenticator authenticator,
        Authorizer authorizer,
        List<EnhancedAuthenticator> methods,
        SessionOwnership ownership,
        LoadGate load,
        int node) {}
