package io.ternmq.transport.tls;

/** Key material that can't be used. The message is one line that names the setting, the file, and what is wrong with it. */
public final class TlsProblem extends Exception {
    private static final long serialVersionUID = 1L;

    TlsProblem(String line) {
        super(line);
    }

    TlsProblem(String line, Throwable cause) {
        super(line + ": " + reason(cause), cause);
    }

    private static String reason(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage();
        return message == null
                ? root.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }
}
