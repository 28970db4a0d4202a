package io.ternmq.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** JSON Web Tokens instead of passwords, below {@code ternmq.access.jwt}. */
@Section(
        "JSON Web Tokens instead of passwords: source `jwt`, see [access.md](access.md#json-web-tokens). It is asked when one of"
                + " `secret-file`, `public-key-file`, `jwks-file` and `jwks-url` is set.")
public record JwtSettings(
        @Setting(
                doc =
                        "A file whose bytes are the secret of HS256, HS384 and HS512, at least 32, 48 and 64 of them; a line end at"
                                + " the end doesn't count.")
        @Nullable
        Path secretFile,

        @Setting(doc = "A file with public keys or certificates, PEM: RSA, EC or Ed25519.") @Nullable
        Path publicKeyFile,

        @Setting(doc = "A file with a JSON Web Key Set.") @Nullable
        Path jwksFile,

        @Setting(doc = "Where a JSON Web Key Set is fetched, https.")
        String jwksUrl,

        @Setting(doc = "Authorities that may vouch for the server of jwks-url, PEM; those that Java knows when empty.")
        @Nullable
        Path jwksAuthorities,

        @Setting(doc = "How often the key set of jwks-url is fetched anew.", byDefault = "10m", min = "1s", max = "7d")
        Duration jwksRefreshInterval,

        @Setting(
                doc = "How often, at the most, the key set of jwks-url is fetched because a token names a key that it"
                        + " hasn't.",
                byDefault = "30s",
                min = "1s",
                max = "1d")
        Duration jwksUnknownKeyInterval,

        @Setting(doc = "For how long a fetch of jwks-url may take.", byDefault = "5s", min = "100ms", max = "1m")
        Duration jwksTimeLimit,

        @Setting(
                doc = "How often the files with keys are looked at for changes; 0 never.",
                byDefault = "10s",
                min = "0s",
                max = "1d")
        Duration reloadInterval,

        @Setting(doc = "Where a client puts its token: password or user_name.", byDefault = "password")
        TokenPlace tokenFrom,

        @Setting(
                doc = "The algorithms that are accepted; all that fit the keys when empty. 'none' never is.",
                choices = {
                    "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384",
                    "ES512", "EdDSA"
                })
        List<String> algorithms,

        @Setting(doc = "The issuer (claim iss) that a token must have; any when empty.")
        String issuer,

        @Setting(doc = "A token must be for one of these (claim aud); for anybody when empty.")
        List<String> audiences,

        @Setting(
                doc = "By how much clocks may differ: a token holds so much earlier and longer.",
                byDefault = "30s",
                min = "0s",
                max = "10m")
        Duration clockSkew,

        @Setting(doc = "Whether a token must say when it ends (claim exp).", byDefault = "true")
        boolean requireExpiry,

        @Setting(doc = "Longer tokens are refused unread.", byDefault = "8KB", min = "256B", max = "64KB")
        DataSize maxTokenSize,

        @Setting(
                doc =
                        "The claim that is the client's user name from then on; the user name of CONNECT stays when empty.",
                byDefault = "sub")
        String userNameClaim,

        @Setting(doc = "The claim that is the client's id from then on; the id of CONNECT stays when empty.")
        String clientIdClaim,

        @Setting(
                doc =
                        "Claims that a token must have, each as claim=value, where %c, %u and %m stand for client id, user name and"
                                + " mountpoint of CONNECT. Of a claim that is a list one element is enough.")
        List<String> requiredClaims,

        @Setting(doc = "The claim with what the client may do; never any when empty.", byDefault = "acl")
        String aclClaim,

        @Setting(doc = "The claim with the client's groups; never any when empty.", byDefault = "groups")
        String groupsClaim) {

    /** Where a client puts its token. */
    public enum TokenPlace {
        PASSWORD,
        USER_NAME
    }

    /** Whether there are keys, so that tokens can be checked. */
    public boolean isSet() {
        return secretFile != null || publicKeyFile != null || jwksFile != null || !jwksUrl.isEmpty();
    }
}
