package io.ternmq.access;

import io.ternmq.protocol.TopicFilter;
import java.util.List;

/**
 * What one client may do, as told by the source that admitted it, for as long as it is connected. The source stands among the
 * sources of rights too, where its turn decides who is asked before; for clients of other sources it says NEXT. Thread safe.
 */
public interface Grant {
    /** The name of the source that gave it. */
    String source();

    /** Decides by what is in memory. */
    AuthorizationSource.Answer decide(Action action);

    /** Which subscriptions the client has when it has subscribed to this filter; an UNSUBSCRIBE means those. */
    default List<TopicFilter> meant(TopicFilter filter) {
        return List.of(filter);
    }

    /** Asks the source anew what the client may do. The task is run once, on any thread, when that is known or can't be known. */
    default void renew(Runnable done) {
        done.run();
    }
}
