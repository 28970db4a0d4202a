package io.ternmq.access;

/** An authentication source that has a method of enhanced authentication of its own. */
public interface EnhancedSource extends AuthenticationSource {
    /** The method; it is offered on the listeners whose chain has the source. */
    EnhancedAuthenticator method();
}
