package io.ternmq.transport;

import io.ternmq.config.StartupException;

/** A listener can't be started. The message is one line that names the listener, its address and the reason. */
public final class ListenerException extends StartupException {
    private static final long serialVersionUID = 1L;

    ListenerException(String line, Throwable cause) {
        super(line, cause);
    }
}
