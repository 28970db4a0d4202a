package io.ternmq.api;

/** What a request names isn't there. */
final class NotThereException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotThereException(String sentence) {
        super(sentence);
    }
}
