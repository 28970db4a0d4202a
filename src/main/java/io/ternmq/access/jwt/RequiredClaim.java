package io.ternmq.access.jwt;

import com.nimbusds.jwt.JWTClaimsSet;
import io.ternmq.access.AuthenticationRequest;
import io.ternmq.access.outside.Placeholders;
import io.ternmq.config.StartupException;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A claim that a token must have.
 *
 * @param claim its name
 * @param value what it must be; {@code %c}, {@code %u} and {@code %m} stand for what the client says of itself
 */
record RequiredClaim(String claim, String value) {
    /** From the setting: {@code sub=%u}. */
    static RequiredClaim parse(String text) {
        int at = text.indexOf('=');
        if (at <= 0) {
            throw new StartupException(
                    "ternmq.access.jwt.required-claims has '" + text + "', which is not claim=value, such as sub=%u");
        }
        return new RequiredClaim(
                text.substring(0, at).strip(), text.substring(at + 1).strip());
    }

    void check(JWTClaimsSet claims, AuthenticationRequest request) throws RefusedTokenException {
        if (request.userName() == null && value.contains("%u")) {
            throw new RefusedTokenException(
                    "the token's claim " + claim + " must be the user name (" + this + "), and no user name was given");
        }
        String wanted = Placeholders.fill(value, Placeholders.of(request, UnaryOperator.identity()));
        Object found = TokenClaims.find(claims, claim);
        boolean good = found instanceof List<?> several
                ? several.stream().anyMatch(each -> wanted.equals(String.valueOf(each)))
                : found != null && wanted.equals(found.toString());
        if (!good) {
            throw new RefusedTokenException("the token's claim " + claim + " is " + TokenClaims.quoted(found)
                    + " and not " + TokenClaims.quoted(wanted) + " (ternmq.access.jwt.required-claims: " + this + ")");
        }
    }

    @Override
    public String toString() {
        return claim + "=" + value;
    }
}
