package io.ternmq.access;

import io.ternmq.protocol.Qos;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;

/** What a client wants to do. */
public sealed interface Action {
    /** In words, for explanations: {@code publish to 'a/b'}. */
    String words();

    record Publish(Topic topic, Qos qos, boolean retain) implements Action {
        @Override
        public String words() {
            return "publish to " + Shown.quoted(topic.toString());
        }
    }

    record Subscribe(TopicFilter filter, Qos qos) implements Action {
        @Override
        public String words() {
            return "subscribe to " + Shown.quoted(filter.toString());
        }
    }
}
