package io.ternmq.admin;

import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.protocol.TopicRules;

/** Topics and topic filters as operators write them. */
final class Topics {
    private Topics() {}

    /** @throws InvalidInputException with what is wrong */
    static TopicFilter filter(String text) {
        TopicFilter.Parsed parsed = TopicFilter.parse(text);
        TopicFilter filter = parsed.filter();
        if (filter == null) {
            throw new InvalidInputException("the topic filter " + parsed.problem());
        }
        return filter;
    }

    /** @throws InvalidInputException with what is wrong */
    static Topic topic(String text) {
        String problem = TopicRules.nameProblem(text);
        if (problem != null) {
            throw new InvalidInputException("the topic " + problem);
        }
        return Topic.of(text);
    }
}
