package io.ternmq.protocol.codec;

import io.netty.buffer.ByteBufUtil;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.protocol.TopicRules;

/** Reads topic names and topic filters and refuses those that break the rules of section 4.7 or this listener's limits. */
final class TopicReader {
    private TopicReader() {}

    /** The topic of bytes that have been gone over; a cached one has been found valid before. */
    static Topic topic(PacketReader in, int index, int length, TopicCache cache) {
        Topic known = cache.find(in.bytes(), index, length);
        if (known == null) {
            byte[] utf8 = name(in, index, length, "topic name");
            return cache.add(in.bytes(), index, length, Topic.ofUtf8(utf8));
        }
        // The cache serves listeners of different limits.
        if (known.levels() > in.limits().maxTopicLevels()
                || length > in.limits().maxTopicBytes()) {
            throw in.refused(ReasonCode.TOPIC_NAME_INVALID, "topic name has too many levels or bytes");
        }
        return known;
    }

    /** The topic of a will, with its length before it. */
    static Topic willTopic(PacketReader in) {
        int length = in.skipBinary("will topic");
        return Topic.ofUtf8(name(in, in.index() - length, length, "will topic"));
    }

    private static byte[] name(PacketReader in, int index, int length, String what) {
        requireLength(in, length, ReasonCode.TOPIC_NAME_INVALID, what);
        in.requireUtf8(index, length, what);
        byte[] utf8 = ByteBufUtil.getBytes(in.bytes(), index, length, true);
        String problem = TopicRules.nameProblem(utf8, in.limits().maxTopicLevels());
        if (problem != null) {
            throw in.refused(ReasonCode.TOPIC_NAME_INVALID, what + " " + problem);
        }
        return utf8;
    }

    private static void requireLength(PacketReader in, int length, ReasonCode code, String what) {
        if (length > in.limits().maxTopicBytes()) {
            throw in.refused(code, what + " is longer than " + in.limits().maxTopicBytes() + " bytes");
        }
    }

    /** A response topic is a topic name (MQTT-3.3.2-14); nothing is made of it. */
    static void requireResponseTopic(PacketReader in, int index, int length) {
        requireLength(in, length, ReasonCode.TOPIC_NAME_INVALID, "response topic");
        int end = index + length;
        if (length == 0) {
            throw in.refused(ReasonCode.TOPIC_NAME_INVALID, "response topic is empty");
        }
        if (in.bytes().indexOf(index, end, (byte) '+') >= 0 || in.bytes().indexOf(index, end, (byte) '#') >= 0) {
            throw in.refused(ReasonCode.TOPIC_NAME_INVALID, "response topic has a wildcard");
        }
    }

    /** A topic filter, with its length before it. */
    static TopicFilter filter(PacketReader in) {
        int length = in.skipBinary("topic filter");
        int index = in.index() - length;
        requireLength(in, length, ReasonCode.TOPIC_FILTER_INVALID, "topic filter");
        in.requireUtf8(index, length, "topic filter");
        byte[] utf8 = ByteBufUtil.getBytes(in.bytes(), index, length, true);
        String problem = TopicRules.filterProblem(utf8, in.limits().maxTopicLevels());
        if (problem != null) {
            throw in.refused(ReasonCode.TOPIC_FILTER_INVALID, "topic filter " + problem);
        }
        return TopicFilter.ofUtf8(utf8);
    }
}
