package io.ternmq.console;

import io.ternmq.admin.NodeReports;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What every page shows around its content; templates know it as {@code @layout}. */
@Component("layout")
class Layout {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final NodeReports reports;

    Layout(NodeReports reports) {
        this.reports = reports;
    }

    /** TernMQ's version. */
    public String version() {
        return reports.version();
    }

    /** Whether the status may be seen, so that a link to it makes sense. */
    public boolean statusOpen() {
        return reports.isStatusOpen();
    }

    /** A time for people. */
    public String time(@Nullable Instant instant) {
        return instant == null ? "never" : TIME.format(instant);
    }

    /** A name from a client, short. */
    public String brief(String name) {
        return Shown.brief(name);
    }

    /** A name from a client, for the title of what shows it short. */
    public String whole(String name) {
        return Shown.whole(name);
    }
}
