package io.ternmq.conformance.harness;

/** Brokers with other settings than the shared one's, each for several test classes. */
public final class TestBrokers {

    private TestBrokers() {}

    /** Small numbers for everything that is counted, so that tests meet the limits soon. */
    public static BrokerUnderTest withSmallLimits() {
        return BrokerUnderTest.named(
                "small limits",
                settings -> settings.with("ternmq.limit.max-packet-size", "4KB")
                        .with("ternmq.limit.max-connect-size", "2KB")
                        .with("ternmq.limit.max-topic-levels", 10)
                        .with("ternmq.limit.max-client-id-bytes", 30)
                        .with("ternmq.limit.max-filters-per-packet", 5)
                        .with("ternmq.limit.max-user-properties", 4)
                        .with("ternmq.limit.connect-timeout", "1s")
                        .with("ternmq.session.receive-maximum-broker", 5)
                        .with("ternmq.session.receive-maximum-client", 4)
                        .with("ternmq.session.max-inflight-messages", 3)
                        .with("ternmq.session.topic-alias-maximum-client", 4)
                        .with("ternmq.session.topic-alias-maximum-broker", 2)
                        .with("ternmq.session.max-subscriptions-per-client", 3)
                        .with("ternmq.queue.max-offline-messages", 5)
                        .with("ternmq.queue.max-online-messages", 7));
    }

    /** Keep alive, session expiry and will delay capped at seconds, and a retry interval of one. */
    public static BrokerUnderTest withShortTimes() {
        return BrokerUnderTest.named(
                "short times",
                settings -> settings.with("ternmq.session.max-keep-alive", "2s")
                        .with("ternmq.session.max-session-expiry", "3s")
                        .with("ternmq.session.max-will-delay", "1s")
                        .with("ternmq.session.retry-interval", "1s")
                        .with("ternmq.session.suppress-will-on-takeover", "true")
                        .with("ternmq.session.upgrade-outgoing-qos", "true")
                        .with("ternmq.listeners.default.max-connection-lifetime", "0s"));
    }

    /** The $SYS tree each second, retained and at QoS 1, of a node named {@code sys-node}. */
    public static BrokerUnderTest withQuickSysTree() {
        return BrokerUnderTest.named(
                "sys tree",
                settings -> settings.with("ternmq.systree.interval", "1s")
                        .with("ternmq.node-name", "sys-node")
                        .with("ternmq.systree.qos", 1)
                        .with("ternmq.systree.retain", "true"));
    }

    /** No retained messages, no aliases. */
    public static BrokerUnderTest withoutOptionalFeatures() {
        return BrokerUnderTest.named(
                "without optional features",
                settings -> settings.with("ternmq.retained.available", "false")
                        .with("ternmq.session.topic-alias-maximum-client", 0)
                        .with("ternmq.session.topic-alias-maximum-broker", 0)
                        .with("ternmq.session.response-information", "answers/")
                        .with("ternmq.session.server-reference", "other.example:1883"));
    }

    /**
     * Password and ACL files and no anonymous clients. Users: alice with password {@code wonderland} by SHA-512, bob with
     * {@code builder} by SCRAM. Everybody reads {@code public/#}; alice has {@code alice/#}; bob has {@code bob/+} and reads
     * {@code limited/+}; each writes {@code clients/<client id>/#} and reads {@code users/<user name>/+}.
     */
    public static BrokerUnderTest withAccessFiles() {
        return BrokerUnderTest.named(
                "access files",
                settings -> settings.with("ternmq.access.allow-anonymous", "false")
                        .with(
                                "ternmq.access.password-file",
                                AccessFiles.file(
                                        AccessFiles.sha512Line("alice", "wonderland"),
                                        AccessFiles.scramLine("bob", "builder")))
                        .with(
                                "ternmq.access.acl-file",
                                AccessFiles.file(
                                        "# rules of the tests",
                                        "topic read public/#",
                                        "pattern write clients/%c/#",
                                        "pattern read users/%u/+",
                                        "user alice",
                                        "topic alice/#",
                                        "user bob",
                                        "topic bob/+",
                                        "topic read limited/+")));
    }
}
