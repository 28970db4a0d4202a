package io.ternmq.access.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/** Checks the signature of a token with one key. */
final class Signatures {
    static final int ED25519_BYTES = 32;
    private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private Signatures() {}

    /**
     * Whether the key has signed the token. The key decides what is done with it, and the token's algorithm must be one of its
     * kind.
     *
     * @throws JOSEException when the key can't have
     */
    static boolean isSignedBy(SignedJWT token, JWK key) throws JOSEException {
        if (key instanceof OctetKeyPair pair) {
            return isSignedBy(token, pair);
        }
        JWSVerifier verifier = verifier(key);
        return verifier.supportedJWSAlgorithms().contains(token.getHeader().getAlgorithm()) && token.verify(verifier);
    }

    private static JWSVerifier verifier(JWK key) throws JOSEException {
        if (key instanceof OctetSequenceKey secret) {
            return new MACVerifier(secret.toByteArray());
        } else if (key instanceof RSAKey rsa) {
            return new RSASSAVerifier(rsa.toRSAPublicKey());
        } else if (key instanceof ECKey ec) {
            return new ECDSAVerifier(ec.toECPublicKey());
        }
        throw new JOSEException("a key of type " + key.getKeyType() + " signs no tokens");
    }

    /** Java has Ed25519 itself; the library would need another one for it. */
    private static boolean isSignedBy(SignedJWT token, OctetKeyPair pair) throws JOSEException {
        try {
            ByteArrayOutputStream encoded = new ByteArrayOutputStream();
            encoded.writeBytes(ED25519_PREFIX);
            encoded.writeBytes(pair.getDecodedX());
            PublicKey key =
                    KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded.toByteArray()));
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(key);
            signature.update(token.getSigningInput());
            return signature.verify(token.getSignature().decode());
        } catch (GeneralSecurityException e) {
            throw new JOSEException("the signature can't be checked", e);
        }
    }
}
