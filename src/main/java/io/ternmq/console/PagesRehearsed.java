package io.ternmq.console;

import org.springframework.context.ApplicationEvent;

/** The busiest pages have been made once, so that what a start does is over, and its garbage can go. Told on the thread that made them. */
public final class PagesRehearsed extends ApplicationEvent {
    private static final long serialVersionUID = 1;

    PagesRehearsed(Object source) {
        super(source);
    }
}
