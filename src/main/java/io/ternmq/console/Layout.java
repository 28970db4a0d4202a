package io.ternmq.console;

import io.ternmq.admin.NodeReports;
import org.springframework.stereotype.Component;

/** What every page shows around its content; templates know it as {@code @layout}. */
@Component("layout")
class Layout {
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
}
