package io.ternmq.access.builtin;

import java.util.List;
import reactor.core.publisher.Mono;

/** Keeps the list of rules. Nothing blocks; an error is one of the database's. */
public interface RuleStore {
    Mono<RuleList> load();

    /**
     * Puts a whole list in the place of the one of that version, at once and entirely or not at all; new rules get their ids.
     *
     * @return the list as it is kept; an error {@link StaleRulesException} when somebody has changed it since that version
     */
    Mono<RuleList> replace(long version, List<Rule> rules);
}
