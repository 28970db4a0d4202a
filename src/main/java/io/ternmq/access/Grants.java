package io.ternmq.access;

/**
 * What a client may do, as the source says that has admitted it, for as long as it is connected: the claim of a token, the answer
 * of a server. Immutable.
 */
public interface Grants {
    /** Yes or no; NEXT when it says nothing of it and the sources of rights are asked. Never waits. */
    AuthorizationSource.Answer judge(Client client, Action action);
}
