package io.ternmq.access.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.ternmq.access.AuthenticationRequest;
import io.ternmq.access.Shown;
import io.ternmq.access.jwt.Judgement.Refused;
import io.ternmq.config.JwtSettings;
import io.ternmq.protocol.ReasonCode;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks tokens: length, form, algorithm, key, signature, claims, in this order; nothing of a token is believed before its
 * signature is good. Keys are looked for among the configured ones only, never in the token or where it points. Thread safe.
 */
final class TokenJudge {
    private static final Set<JWSAlgorithm> ALL = Set.of(
            JWSAlgorithm.HS256,
            JWSAlgorithm.HS384,
            JWSAlgorithm.HS512,
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512,
            JWSAlgorithm.EdDSA,
            JWSAlgorithm.Ed25519);

    private static final Logger LOG = LoggerFactory.getLogger(TokenJudge.class);

    /** A token that doesn't name its key is tried with so many at the most. */
    private static final int MOST_TRIES = 8;

    private final Set<JWSAlgorithm> algorithms;
    private final int longest;
    private final List<KeySource> keys;
    private final TokenClaims claims;
    private final Executor slowChecks;
    private final InstantSource clock;

    /**
     * @param keys asked in order, until one has keys that fit
     * @param slowChecks where signatures with public keys are checked; may refuse when there are too many
     */
    TokenJudge(JwtSettings settings, List<KeySource> keys, Executor slowChecks, InstantSource clock) {
        this.algorithms = settings.algorithms().isEmpty()
                ? ALL
                : settings.algorithms().stream().map(JWSAlgorithm::parse).collect(Collectors.toUnmodifiableSet());
        this.longest = (int) settings.maxTokenSize().toBytes();
        this.keys = keys;
        this.claims = new TokenClaims(settings);
        this.slowChecks = slowChecks;
        this.clock = clock;
    }

    /** Judges a token of somebody; answers exactly once, on any thread, and never waits. */
    void judge(String token, AuthenticationRequest request, Consumer<Judgement> answer) {
        SignedJWT parsed;
        try {
            parsed = parse(token);
        } catch (RefusedTokenException refused) {
            answer.accept(refusal(refused));
            return;
        } catch (RuntimeException fault) {
            answer.accept(failure(fault));
            return;
        }
        find(0, parsed.getHeader(), new StringBuilder(), found -> verify(parsed, found, request, answer));
    }

    private SignedJWT parse(String token) throws RefusedTokenException {
        if (token.length() > longest) {
            throw new RefusedTokenException("a token of " + token.length() + " bytes is longer than " + longest
                    + " (ternmq.access.jwt.max-token-size)");
        }
        SignedJWT signed;
        try {
            JWT parsed = JWTParser.parse(token);
            if (parsed instanceof PlainJWT) {
                throw new RefusedTokenException("the token isn't signed (alg none)");
            } else if (!(parsed instanceof SignedJWT)) {
                throw new RefusedTokenException("the token is encrypted, which isn't understood here");
            }
            signed = (SignedJWT) parsed;
        } catch (ParseException wrong) {
            throw new RefusedTokenException("the token can't be understood");
        }
        JWSHeader header = signed.getHeader();
        if (!algorithms.contains(header.getAlgorithm())) {
            throw new RefusedTokenException("the token is signed with "
                    + Shown.quoted(header.getAlgorithm().getName())
                    + ", which is none of the algorithms that are accepted"
                    + " (ternmq.access.jwt.algorithms)");
        } else if (header.getCriticalParams() != null
                && !header.getCriticalParams().isEmpty()) {
            throw new RefusedTokenException("the token wants something understood that isn't known here (crit)");
        }
        return signed;
    }

    private void find(int index, JWSHeader header, StringBuilder looked, Consumer<KeySource.Found> answer) {
        keys.get(index).find(header, found -> {
            looked.append(looked.isEmpty() ? "" : ", ").append(found.where());
            if (found.keys().isEmpty() && index + 1 < keys.size()) {
                find(index + 1, header, looked, answer);
            } else {
                answer.accept(new KeySource.Found(found.keys(), looked.toString()));
            }
        });
    }

    private void verify(
            SignedJWT token, KeySource.Found found, AuthenticationRequest request, Consumer<Judgement> answer) {
        if (JWSAlgorithm.Family.HMAC_SHA.contains(token.getHeader().getAlgorithm())) {
            answer.accept(verify(token, found, request));
            return;
        }
        try {
            slowChecks.execute(() -> answer.accept(verify(token, found, request)));
        } catch (RejectedExecutionException full) {
            answer.accept(new Refused(ReasonCode.SERVER_BUSY, "too many signatures wait to be checked", null));
        }
    }

    private Judgement verify(SignedJWT token, KeySource.Found found, AuthenticationRequest request) {
        try {
            checkSignature(token, found);
            return claims.judge(TokenClaims.of(token), request, clock.millis());
        } catch (RefusedTokenException refused) {
            return refusal(refused);
        } catch (RuntimeException fault) {
            return failure(fault);
        }
    }

    private static void checkSignature(SignedJWT token, KeySource.Found found) throws RefusedTokenException {
        JWSHeader header = token.getHeader();
        String algorithm = header.getAlgorithm().getName();
        if (found.keys().isEmpty()) {
            String id = header.getKeyID();
            throw new RefusedTokenException("there is no key for " + algorithm
                    + (id == null ? "" : " with the id " + Shown.quoted(id)) + " in " + found.where());
        }
        String problem = "";
        for (JWK key : found.keys().stream().limit(MOST_TRIES).toList()) {
            try {
                if (Signatures.isSignedBy(token, key)) {
                    return;
                }
            } catch (JOSEException unusable) {
                problem = ": " + unusable.getMessage();
            }
        }
        throw new RefusedTokenException(
                "the signature (" + algorithm + ") is of none of the keys in " + found.where() + problem);
    }

    /** Nobody may hang because of a token that the library stumbles over. */
    private static Refused failure(RuntimeException fault) {
        LOG.debug("A token could not be checked", fault);
        return new Refused(
                ReasonCode.NOT_AUTHORIZED,
                "the token can't be checked: " + fault.getClass().getSimpleName(),
                null);
    }

    private static Refused refusal(RefusedTokenException refused) {
        return new Refused(ReasonCode.BAD_USER_NAME_OR_PASSWORD, refused.rule(), refused.forClient());
    }
}
