package io.ternmq.access;

import io.ternmq.protocol.Qos;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;

/** What a client wants to do. */
public sealed interface Action {
    /** In words, for explanations: {@code publish to 'a/b'}. */
    String words();

    /** @param will whether it is published when the client is gone, which it asks for when it connects */
    record Publish(Topic topic, Qos qos, boolean retain, boolean will) implements Action {
        /** No will. */
        public Publish(Topic topic, Qos qos, boolean retain) {
            this(topic, qos, retain, false);
        }

        @Override
        public String words() {
            String what = will ? "leave a will to " : "publish to ";
            return what + Shown.quoted(topic.toString()) + (retain ? " to be retained" : "");
        }
    }

    record Subscribe(TopicFilter filter, Qos qos) implements Action {
        @Override
        public String words() {
            return "subscribe to " + Shown.quoted(filter.toString());
        }
    }
}
