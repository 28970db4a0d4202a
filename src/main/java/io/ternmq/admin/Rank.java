package io.ternmq.admin;

import io.ternmq.access.builtin.Role;
import java.util.Locale;

/** What somebody may do in the console or by the HTTP API; each may what those before it may. */
public enum Rank {
    /** Looks. */
    VIEWER,
    /** Disconnects clients, deletes retained messages and the like. */
    OPERATOR,
    /** Changes who may what, settings and accounts. */
    ADMIN;

    static Rank of(Role role) {
        return valueOf(role.name());
    }

    Role role() {
        return Role.valueOf(name());
    }

    /** Whether it may do what the other may. */
    public boolean includes(Rank other) {
        return compareTo(other) >= 0;
    }

    /** For people. */
    public String words() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The rank of a word that a person or a program wrote.
     *
     * @throws InvalidInputException when there is none
     */
    public static Rank parse(String word) {
        for (Rank rank : values()) {
            if (rank.name().equalsIgnoreCase(word)) {
                return rank;
            }
        }
        throw new InvalidInputException("the role must be viewer, operator or admin");
    }
}
