package io.ternmq.admin;

/** What was asked for makes no sense, whoever asks and whenever; the message says what is wrong. */
public final class InvalidInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvalidInputException(String message) {
        super(message);
    }

    public InvalidInputException(String message, Throwable cause) {
        super(message, cause);
    }
}
