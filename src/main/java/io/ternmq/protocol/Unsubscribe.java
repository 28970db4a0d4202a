package io.ternmq.protocol;

import java.util.List;

/** UNSUBSCRIBE. */
public record Unsubscribe(int packetId, List<TopicFilter> filters, Properties properties) {}
