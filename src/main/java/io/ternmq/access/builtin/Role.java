package io.ternmq.access.builtin;

/** What somebody may do in the console or by the HTTP API; each may what those before it may. */
public enum Role {
    /** Looks. */
    VIEWER,
    /** Disconnects clients, deletes retained messages and the like. */
    OPERATOR,
    /** Changes who may what, settings and accounts. */
    ADMIN
}
