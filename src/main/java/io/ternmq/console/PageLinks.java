package io.ternmq.console;

import io.ternmq.admin.ClientName;
import org.springframework.stereotype.Component;

/** Addresses of pages about something that a client has named; templates know it as {@code @links}. */
@Component("links")
class PageLinks {
    private static final String TOPIC = "topic";
    private static final String MOUNTPOINT = "mountpoint";

    /** Whether a name is short enough for an address. */
    public boolean fits(String name) {
        return name.length() <= ClientName.MAX_ID;
    }

    /** A client's page. */
    public String client(String mountpoint, String id) {
        return Links.client(ClientPage.PAGE, mountpoint, id);
    }

    /** The subscriptions of clients with this in their ids. */
    public String subscriptionsOf(String mountpoint, String id) {
        return Links.to("/subscriptions", "client", id, MOUNTPOINT, mountpoint);
    }

    /** The tester, for a client that is there. */
    public String tester(String mountpoint, String id) {
        return Links.to("/access/test", "live", "true", "client", id, MOUNTPOINT, mountpoint);
    }

    /** The page about a topic with a retained message. */
    public String retained(String mountpoint, String topic) {
        return Links.to("/retained/message", TOPIC, topic, MOUNTPOINT, mountpoint);
    }

    /** A place in the tree of retained messages. */
    public String level(String mountpoint, String path) {
        return Links.to("/retained", "path", path, MOUNTPOINT, mountpoint);
    }

    /** The page that says who gets what is published to a topic. */
    public String receivers(String mountpoint, String topic) {
        return Links.to("/subscriptions/receivers", TOPIC, topic, MOUNTPOINT, mountpoint);
    }
}
