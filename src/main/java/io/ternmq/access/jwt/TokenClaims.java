package io.ternmq.access.jwt;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.ternmq.access.AuthenticationRequest;
import io.ternmq.access.Shown;
import io.ternmq.config.JwtSettings;
import java.text.ParseException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the settings want of the claims of a token whose signature is good, and what they are taken for. Immutable. */
final class TokenClaims {
    private final JwtSettings settings;
    private final List<RequiredClaim> required;

    TokenClaims(JwtSettings settings) {
        this.settings = settings;
        this.required =
                settings.requiredClaims().stream().map(RequiredClaim::parse).toList();
    }

    /** Judges the claims at a time, in milliseconds of the wall clock. */
    Judgement.Good judge(JWTClaimsSet claims, AuthenticationRequest request, long nowMillis)
            throws RefusedTokenException {
        long ends = checkTimes(claims, nowMillis);
        checkIssuer(claims);
        checkAudience(claims);
        for (RequiredClaim each : required) {
            each.check(claims, request);
        }
        String userName = name(claims, settings.userNameClaim(), "user-name-claim");
        String clientId = name(claims, settings.clientIdClaim(), "client-id-claim");
        return new Judgement.Good(
                userName, clientId, groups(claims), acl(claims), ends, "the token" + words(claims) + " is good");
    }

    // ------------------------------------------------------------------ times

    private long checkTimes(JWTClaimsSet claims, long now) throws RefusedTokenException {
        long skew = settings.clockSkew().toMillis();
        Instant from = instant(claims.getNotBeforeTime());
        if (from != null && from.toEpochMilli() - skew > now) {
            throw new RefusedTokenException(
                    "the token" + words(claims) + " isn't valid before " + text(from) + " (claim nbf)",
                    "the token isn't valid yet");
        }
        Instant ends = instant(claims.getExpirationTime());
        if (ends == null) {
            if (settings.requireExpiry()) {
                throw new RefusedTokenException("the token" + words(claims)
                        + " doesn't say when it ends (claim exp), which ternmq.access.jwt.require-expiry wants");
            }
            return Long.MAX_VALUE;
        }
        if (ends.toEpochMilli() + skew <= now) {
            throw new RefusedTokenException(
                    "the token" + words(claims) + " is over since " + text(ends) + " (claim exp)", "the token is over");
        }
        return ends.toEpochMilli() + skew;
    }

    private static @Nullable Instant instant(@Nullable Date date) {
        return date == null ? null : date.toInstant();
    }

    private static String text(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    // ------------------------------------------------------------------ whose and for whom

    private void checkIssuer(JWTClaimsSet claims) throws RefusedTokenException {
        String wanted = settings.issuer();
        if (!wanted.isEmpty() && !wanted.equals(claims.getIssuer())) {
            throw new RefusedTokenException("the token" + words(claims) + " is of issuer " + quoted(claims.getIssuer())
                    + " and not of '" + wanted + "' (ternmq.access.jwt.issuer)");
        }
    }

    private void checkAudience(JWTClaimsSet claims) throws RefusedTokenException {
        List<String> wanted = settings.audiences();
        if (!wanted.isEmpty() && claims.getAudience().stream().noneMatch(wanted::contains)) {
            throw new RefusedTokenException("the token" + words(claims) + " is for "
                    + (claims.getAudience().isEmpty() ? "nobody" : quoted(String.join(", ", claims.getAudience())))
                    + " and for none of " + String.join(", ", wanted) + " (ternmq.access.jwt.audiences)");
        }
    }

    private static String words(JWTClaimsSet claims) {
        return claims.getSubject() == null ? "" : " of " + Shown.quoted(claims.getSubject());
    }

    static String quoted(@Nullable Object value) {
        return value == null ? "none" : Shown.quoted(value.toString());
    }

    // ------------------------------------------------------------------ what claims are taken for

    private static @Nullable String name(JWTClaimsSet claims, String claim, String setting)
            throws RefusedTokenException {
        if (claim.isEmpty()) {
            return null;
        }
        Object value = find(claims, claim);
        if (value instanceof String || value instanceof Long || value instanceof Integer) {
            String name = value.toString();
            if (!name.isEmpty()) {
                return name;
            }
        }
        throw new RefusedTokenException("the token" + words(claims) + " has no claim " + claim
                + " that is a name, which ternmq.access.jwt." + setting + " wants");
    }

    private @Nullable List<String> groups(JWTClaimsSet claims) {
        Object value = settings.groupsClaim().isEmpty() ? null : find(claims, settings.groupsClaim());
        if (value instanceof String one) {
            return List.of(one);
        } else if (value instanceof List<?> several) {
            return several.stream()
                    .filter(String.class::isInstance)
                    .map(String.class::cast)
                    .toList();
        }
        return null;
    }

    private @Nullable Object acl(JWTClaimsSet claims) {
        return settings.aclClaim().isEmpty() ? null : find(claims, settings.aclClaim());
    }

    /** The claim of that name, or else, with points in the name, the claim within a claim. */
    static @Nullable Object find(JWTClaimsSet claims, String name) {
        return find(claims.getClaims(), name);
    }

    private static @Nullable Object find(Map<?, ?> within, String name) {
        Object whole = within.get(name);
        int point = name.indexOf('.');
        if (whole != null || point < 0) {
            return whole;
        }
        return within.get(name.substring(0, point)) instanceof Map<?, ?> inner
                ? find(inner, name.substring(point + 1))
                : null;
    }

    /** The claims of a token; what isn't as the standard has it is refused. */
    static JWTClaimsSet of(SignedJWT token) throws RefusedTokenException {
        try {
            JWTClaimsSet claims = token.getJWTClaimsSet();
            if (claims != null) {
                return claims;
            }
        } catch (ParseException wrong) {
            throw new RefusedTokenException("the token has claims that can't be understood: " + KeySet.words(wrong));
        }
        throw new RefusedTokenException("the token has no claims");
    }
}
