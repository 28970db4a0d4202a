package io.ternmq.config;

import java.time.Duration;

/** How sessions behave, below {@code ternmq.session}. A connection takes most of them at CONNECT. */
@Section("How sessions behave. A connection takes most of it at CONNECT, so that a live change is for "
        + "those who connect later.")
public record SessionSettings(
        @Setting(
                doc = "Unacknowledged QoS 1 and 2 messages under way to a 3.x client; 0 is no limit.",
                byDefault = "20",
                min = "0",
                max = "65535",
                live = true,
                vernemq = "max_inflight_messages")
        int maxInflightMessages,

        @Setting(
                doc = "The most unacknowledged messages under way to a 5.0 client, whatever its receive maximum.",
                byDefault = "65535",
                min = "1",
                max = "65535",
                live = true,
                vernemq = "receive_max_client")
        int receiveMaximumClient,

        @Setting(
                doc =
                        "How many QoS 1 and 2 publishes of a client may be unfinished at a time; announced to 5.0 clients.",
                byDefault = "1000",
                min = "1",
                max = "65535",
                live = true,
                vernemq = "receive_max_broker")
        int receiveMaximumBroker,

        @Setting(
                doc =
                        "After which time an unacknowledged message is sent again to a 3.x client; 0 only on reconnection.",
                byDefault = "20s",
                min = "0s",
                max = "1d",
                live = true,
                vernemq = "retry_interval")
        Duration retryInterval,

        @Setting(
                doc =
                        "Whether a message is delivered at the subscription's QoS even if it was published at a lower one.",
                byDefault = "false",
                live = true,
                vernemq = "upgrade_outgoing_qos")
        boolean upgradeOutgoingQos,

        @Setting(
                doc = "Topic aliases that a client may use; 0 none.",
                byDefault = "32",
                min = "0",
                max = "65535",
                live = true,
                vernemq = "topic_alias_max_client")
        int topicAliasMaximumClient,

        @Setting(
                doc = "Topic aliases that the broker uses towards a client that allows them; 0 none.",
                byDefault = "32",
                min = "0",
                max = "65535",
                live = true,
                vernemq = "topic_alias_max_broker")
        int topicAliasMaximumBroker,

        @Setting(
                doc =
                        "The longest session expiry interval that a client gets; a 3.x session with clean session off ends so long"
                                + " after its connection. 'never' is no limit.",
                byDefault = "never",
                live = true,
                vernemq = "persistent_client_expiration")
        Expiry maxSessionExpiry,

        @Setting(
                doc = "The longest will delay; 'client' leaves it to the client.",
                byDefault = "client",
                live = true,
                vernemq = "max_last_will_delay")
        WillDelay maxWillDelay,

        @Setting(
                doc =
                        "The longest keep alive; a client that asks for none or a longer one gets it, 5.0 clients are told. 0 is no"
                                + " limit.",
                byDefault = "0s",
                min = "0s",
                max = "65535s",
                live = true)
        Duration maxKeepAlive,

        @Setting(
                doc = "Whether no will is published when the same client takes its session over on another connection.",
                byDefault = "false",
                live = true,
                vernemq = "suppress_lwt_on_session_takeover")
        boolean suppressWillOnTakeover,

        @Setting(
                doc = "Whether several connections may share one client id and its session, instead of taking it over.",
                byDefault = "false",
                live = true,
                vernemq = "allow_multiple_sessions")
        boolean allowMultipleSessions,

        @Setting(
                doc =
                        "What several connections of a client id get: 'fanout' each every message, 'balance' one of them each.",
                byDefault = "fanout",
                live = true,
                vernemq = "queue_deliver_mode")
        DeliverMode deliverMode,

        @Setting(
                doc = "Filters that a client may have; 0 is no limit.",
                byDefault = "0",
                min = "0",
                max = "10000000",
                live = true,
                vernemq = "max_subscriptions_per_client")
        int maxSubscriptionsPerClient,

        @Setting(
                doc = "How a member of a shared subscription is chosen.",
                byDefault = "prefer_local",
                live = true,
                vernemq = "shared_subscription_policy")
        SharedPolicy sharedSubscriptionPolicy,

        @Setting(doc = "What CONNACK and DISCONNECT name as another server to use; empty for none.", live = true)
        String serverReference,

        @Setting(
                doc =
                        "Response information for clients that ask for it: the topic prefix for their responses; empty for none.",
                live = true)
        String responseInformation) {

    /** What several connections of one client id get. */
    public enum DeliverMode {
        FANOUT,
        BALANCE
    }

    /** How a member of a shared subscription is chosen. */
    public enum SharedPolicy {
        PREFER_LOCAL,
        RANDOM,
        LOCAL_ONLY,
        PREFER_ONLINE_BEFORE_LOCAL,
        ROUND_ROBIN,
        STICKY,
        HASH_CLIENT,
        HASH_TOPIC
    }
}
