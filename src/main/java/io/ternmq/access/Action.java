package io.ternmq.access;

import io.ternmq.protocol.Qos;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;

/** What a client wants to do. */
public sealed interface Action {
    /** In words, for explanations: {@code publish to 'a/b'}. */
    String words();

    /** @param payloadBytes how long the payload is */
    record Publish(Topic topic, Qos qos, boolean retain, int payloadBytes) implements Action {
        /** Of a payload of which nothing is known but that it is small. */
        public Publish(Topic topic, Qos qos, boolean retain) {
            this(topic, qos, retain, 0);
        }

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
