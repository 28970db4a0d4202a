package io.ternmq.access.file;

/** A file that can't be read or understood. The message goes on after the setting that names it. */
public final class UnusableFileException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableFileException(String message, Exception cause) {
        super(message, cause);
    }
}
