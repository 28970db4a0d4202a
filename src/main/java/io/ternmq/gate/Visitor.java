package io.ternmq.gate;

import io.ternmq.admin.AccountReport;
import io.ternmq.admin.Rank;
import java.security.Principal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/**
 * Somebody who has logged in, as a session remembers it.
 *
 * @param changedAt when the account had been changed last at that time
 * @param mustChange whether another password has to be set before anything else
 */
record Visitor(String name, Rank rank, Instant changedAt, boolean mustChange, Instant since) implements Principal {
    static Visitor of(AccountReport account) {
        return new Visitor(account.name(), account.rank(), account.changedAt(), account.mustChange(), Instant.now());
    }

    @Override
    public String getName() {
        return name;
    }

    /** With the role and those below it. */
    Authentication authentication() {
        return new UsernamePasswordAuthenticationToken(this, null, authorities(rank));
    }

    static List<GrantedAuthority> authorities(Rank rank) {
        return Arrays.stream(Rank.values())
                .filter(rank::includes)
                .<GrantedAuthority>map(role -> new SimpleGrantedAuthority("ROLE_" + role.name()))
                .toList();
    }
}
