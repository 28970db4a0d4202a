package io.ternmq.console;

import io.ternmq.admin.ClientName;
import io.ternmq.admin.Words;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** How pages show what came from clients, numbers, times and addresses of other pages; templates know it as {@code @words}. */
@Component("words")
public class ShownWords {
    private static final int MAX_NAME = 60;
    private static final int MAX_WHOLE = 600;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    /** A name in one line, cut. */
    public String name(@Nullable String name) {
        return Words.name(name, MAX_NAME);
    }

    /** A name in one line, with much more of it. */
    public String whole(@Nullable String name) {
        return Words.name(name, MAX_WHOLE);
    }

    /** A mountpoint; the default one has no name. */
    public String mountpoint(String mountpoint) {
        return mountpoint.isEmpty() ? "default" : name(mountpoint);
    }

    public String count(long number) {
        return Words.count(number);
    }

    public String bytes(long bytes) {
        return Words.bytes((double) bytes);
    }

    /** 850 µs, 3.2 ms, 1.5 s */
    public String micros(long micros) {
        if (micros < 1000) {
            return micros + " µs";
        }
        return micros < 1_000_000 ? Words.rate(micros / 1e3) + " ms" : Words.rate(micros / 1e6) + " s";
    }

    /** A number of things. */
    public String counted(long number, String one, String many) {
        return Words.counted(number, one, many);
    }

    /** A time in UTC. */
    public String time(Instant time) {
        return TIME.format(time);
    }

    /** How long ago it was. */
    public String ago(Instant time) {
        return Words.span(Duration.between(time, Instant.now()));
    }

    /** How long it is until then. */
    public String until(Instant time) {
        return Words.span(Duration.between(Instant.now(), time));
    }

    /** A session expiry interval. */
    public String expiry(long seconds) {
        return seconds == 0xFFFFFFFFL
                ? "never"
                : seconds == 0 ? "with its connection" : Words.span(Duration.ofSeconds(seconds));
    }

    /** The address of a client's page. */
    public String client(String mountpoint, String id) {
        return Links.client("/clients/client", mountpoint, id);
    }

    /** The address of the subscriptions of clients with this in their ids. */
    public String subscriptionsOf(String mountpoint, String id) {
        return Links.to("/subscriptions", "client", id, "mountpoint", mountpoint);
    }

    /** The address of the tester for a client. */
    public String tester(String mountpoint, String id) {
        return Links.to("/access/test", "client", id, "mountpoint", mountpoint);
    }

    /** Whether a name is short enough for an address. */
    public boolean fits(String name) {
        return name.length() <= ClientName.MAX_ID;
    }

    /** The address of a page about a topic with retained message. */
    public String retained(String mountpoint, String topic) {
        return Links.to("/retained/message", "topic", topic, "mountpoint", mountpoint);
    }

    /** The address of a place in the tree of retained messages. */
    public String level(String mountpoint, String path) {
        return Links.to("/retained", "path", path, "mountpoint", mountpoint);
    }

    /** The address of the page that says who gets what is published to a topic. */
    public String receivers(String mountpoint, String topic) {
        return Links.to("/subscriptions/receivers", "topic", topic, "mountpoint", mountpoint);
    }
}
