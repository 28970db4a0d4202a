package io.ternmq.config;

/**
 * The broker can't start, and the operator can mend it: a setting, or what it points at, is wrong. The message is the one
 * line that is shown, so it names the setting and its value, what is wrong, and where it helps what to do. Anything else
 * that stops start-up is a fault of the program and is shown with its stack.
 */
public class StartupException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param line what is wrong, complete in itself, without a full stop at the end */
    public StartupException(String line) {
        super(line);
    }

    /** @param cause kept for debugging; it isn't shown, so the line has to say what it meant */
    public StartupException(String line, Throwable cause) {
        super(line, cause);
    }
}
