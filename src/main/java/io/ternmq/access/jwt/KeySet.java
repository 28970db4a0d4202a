package io.ternmq.access.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import io.ternmq.access.Shown;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keys that tokens may be signed with. What a key may be used for is said by the key and never by a token, so that nobody
 * can have a public key taken for a secret. Immutable.
 *
 * @param named whether the keys have ids, so that a token that names another key isn't signed by one of these
 */
record KeySet(List<JWK> keys, boolean named) {
    static final KeySet NONE = new KeySet(List.of(), true);

    private static final int LEAST_RSA_BITS = 2048;
    private static final List<String> PEM_ALGORITHMS = List.of("RSA", "EC", "Ed25519");

    /** A secret that both sides know. */
    static KeySet ofSecret(byte[] secret) {
        return new KeySet(List.of(new OctetSequenceKey.Builder(secret).build()), false);
    }

    /** Public keys as they come out of files. */
    static KeySet ofPublicKeys(List<PublicKey> keys) throws JOSEException {
        List<JWK> found = new ArrayList<>();
        for (PublicKey key : keys) {
            JWK jwk = jwk(key);
            String problem = problemOf(jwk, false);
            if (problem != null) {
                throw new JOSEException(problem);
            }
            found.add(jwk);
        }
        return new KeySet(List.copyOf(found), false);
    }

    /**
     * The keys of a JSON Web Key Set that signatures can be checked with; others are passed over.
     *
     * @param secrets whether secrets may be in it: nobody puts one where everybody can fetch it
     * @throws ParseException when it is no key set, or has no such key
     */
    static KeySet ofJson(String json, boolean secrets) throws ParseException {
        List<JWK> found = new ArrayList<>();
        String lastProblem = "it is empty";
        for (JWK key : JWKSet.parse(json).getKeys()) {
            String problem = problemOf(key, secrets);
            if (problem == null) {
                found.add(key);
            } else {
                lastProblem = problem;
            }
        }
        if (found.isEmpty()) {
            throw new ParseException("no key in it can be used: " + lastProblem, 0);
        }
        return new KeySet(List.copyOf(found), true);
    }

    private static @Nullable String problemOf(JWK key, boolean secrets) {
        if (key.getKeyUse() != null && !key.getKeyUse().identifier().equals("sig")) {
            return "a key is not for signatures";
        } else if (key instanceof RSAKey rsa) {
            return rsa.size() < LEAST_RSA_BITS ? "an RSA key has less than " + LEAST_RSA_BITS + " bits" : null;
        } else if (key instanceof OctetKeyPair pair) {
            return pair.getCurve().equals(Curve.Ed25519) ? null : "a key is for " + pair.getCurve();
        } else if (key instanceof OctetSequenceKey) {
            return secrets ? null : "a secret can't be fetched from where everybody can fetch it";
        }
        return null;
    }

    /** The public key of an encoded SubjectPublicKeyInfo. */
    static PublicKey publicKey(byte[] encoded) throws GeneralSecurityException {
        List<String> tried = new ArrayList<>();
        for (String algorithm : PEM_ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encoded));
            } catch (GeneralSecurityException ofAnotherKind) {
                tried.add(algorithm);
            }
        }
        throw new GeneralSecurityException("it is none of " + String.join(", ", tried));
    }

    private static JWK jwk(PublicKey key) throws JOSEException {
        if (key instanceof RSAPublicKey rsa) {
            return new RSAKey.Builder(rsa).build();
        } else if (key instanceof ECPublicKey ec) {
            Curve curve = Curve.forECParameterSpec(ec.getParams());
            if (curve == null) {
                throw new JOSEException("an EC key is on a curve that tokens don't use");
            }
            return new ECKey.Builder(curve, ec).build();
        } else if (key.getAlgorithm().equals("EdDSA") || key.getAlgorithm().equals("Ed25519")) {
            byte[] encoded = key.getEncoded();
            byte[] point = Arrays.copyOfRange(encoded, encoded.length - Signatures.ED25519_BYTES, encoded.length);
            return new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(point)).build();
        }
        throw new JOSEException("a key is of " + key.getAlgorithm());
    }

    /** Those that may have signed a token with that header. */
    List<JWK> candidates(JWSHeader header) {
        JWSAlgorithm algorithm = header.getAlgorithm();
        JWKMatcher.Builder wanted = new JWKMatcher.Builder()
                .keyType(KeyType.forAlgorithm(algorithm))
                .algorithms(algorithm, null);
        if (named && header.getKeyID() != null) {
            wanted.keyID(header.getKeyID());
        }
        if (JWSAlgorithm.Family.EC.contains(algorithm)) {
            wanted.curves(Curve.forJWSAlgorithm(algorithm));
        }
        JWKMatcher matcher = wanted.build();
        return keys.stream().filter(matcher::matches).toList();
    }

    /** What the library has to say, without what it was said of. */
    static String words(ParseException wrong) {
        String message = String.valueOf(wrong.getMessage());
        return Shown.line(message);
    }
}
