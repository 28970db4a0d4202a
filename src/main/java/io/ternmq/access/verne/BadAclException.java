package io.ternmq.access.verne;

/** An ACL that can't be understood; the message goes on after "the row …". */
final class BadAclException extends Exception {
    private static final long serialVersionUID = 1;

    BadAclException(String message) {
        super(message);
    }

    BadAclException(String message, Throwable cause) {
        super(message, cause);
    }
}
