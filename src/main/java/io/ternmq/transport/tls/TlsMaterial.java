package io.ternmq.transport.tls;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.util.DomainWildcardMappingBuilder;
import io.netty.util.Mapping;
import io.ternmq.config.ListenerSettings.ClientCertificate;
import io.ternmq.config.ListenerSettings.TlsSettings;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The key material of one listener, read from its files at one time. Immutable.
 *
 * @param byServerName which context answers to a server name; null when there is only one
 */
record TlsMaterial(SslContext context, @Nullable Mapping<String, SslContext> byServerName) {
    private static final Map<String, String> VERSIONS = Map.of("1.2", "TLSv1.2", "1.3", "TLSv1.3");
    private static final String CERTIFICATE_ENDING = ".crt";

    /** Reads the files that the settings name. May wait for disks. */
    static TlsMaterial read(TlsSettings settings) throws TlsProblem {
        if (settings.certificate() == null) {
            throw new TlsProblem("tls.certificate: is missing");
        }
        if (settings.key() == null) {
            throw new TlsProblem("tls.key: is missing");
        }
        TrustManagerFactory trust = trust(settings);
        SslContext first = context(
                settings,
                trust,
                PemFile.read("tls.certificate", settings.certificate()),
                PemFile.read("tls.key", settings.key()));
        Path folder = settings.serverNames();
        return new TlsMaterial(first, folder == null ? null : byServerName(settings, trust, first, folder));
    }

    private static Mapping<String, SslContext> byServerName(
            TlsSettings settings, @Nullable TrustManagerFactory trust, SslContext otherwise, Path folder)
            throws TlsProblem {
        DomainWildcardMappingBuilder<SslContext> names = new DomainWildcardMappingBuilder<>(otherwise);
        for (Path certificate : certificates(folder)) {
            String file = certificate.getFileName().toString();
            String name = file.substring(0, file.length() - CERTIFICATE_ENDING.length());
            PemFile key = PemFile.read("tls.server-names", certificate.resolveSibling(name + ".key"));
            SslContext context = context(settings, trust, PemFile.read("tls.server-names", certificate), key);
            // A file name may not hold a star everywhere.
            names.add(name.startsWith("_.") ? "*" + name.substring(1) : name, context);
        }
        return names.build();
    }

    private static List<Path> certificates(Path folder) throws TlsProblem {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + CERTIFICATE_ENDING)) {
            files.forEach(found::add);
        } catch (IOException e) {
            throw new TlsProblem("tls.server-names: " + folder + " can't be read", e);
        }
        Collections.sort(found);
        return found;
    }

    private static SslContext context(
            TlsSettings settings, @Nullable TrustManagerFactory trust, PemFile certificate, PemFile key)
            throws TlsProblem {
        PrivateKey privateKey = key.privateKey(settings.keyPassword());
        X509Certificate[] chain = certificate.certificates().toArray(X509Certificate[]::new);
        if (!Matching.belongTogether(chain[0].getPublicKey(), privateKey)) {
            throw new TlsProblem(key + " is not the key of " + certificate);
        }
        try {
            SslContextBuilder builder = SslContextBuilder.forServer(privateKey, chain)
                    .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                    .protocols(versions(settings.versions()))
                    .clientAuth(clientAuth(settings.clientCertificate()));
            if (settings.ciphers().isEmpty()) {
                builder.ciphers(CipherSuites.GOOD, SupportedCipherSuiteFilter.INSTANCE);
            } else {
                builder.ciphers(CipherSuites.of(settings.ciphers()));
            }
            return (trust == null ? builder : builder.trustManager(trust)).build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new TlsProblem(certificate + " can't be used", e);
        }
    }

    private static List<String> versions(List<String> wanted) throws TlsProblem {
        List<String> versions = new ArrayList<>();
        for (String version : wanted) {
            String name = VERSIONS.get(version.strip().toLowerCase(Locale.ROOT).replace("tlsv", ""));
            if (name == null) {
                throw new TlsProblem("tls.versions: '" + version + "' is neither 1.2 nor 1.3");
            }
            versions.add(name);
        }
        return versions;
    }

    private static ClientAuth clientAuth(ClientCertificate wanted) {
        return switch (wanted) {
            case NONE -> ClientAuth.NONE;
            case REQUEST -> ClientAuth.OPTIONAL;
            case REQUIRE -> ClientAuth.REQUIRE;
        };
    }

    /** Whose client certificates are accepted. With revocation lists there must be one of every authority in a chain. */
    private static @Nullable TrustManagerFactory trust(TlsSettings settings) throws TlsProblem {
        if (settings.clientCertificate() == ClientCertificate.NONE) {
            return null;
        }
        if (settings.authorities() == null) {
            throw new TlsProblem("tls.authorities: is missing, so no client certificate could be accepted");
        }
        List<X509Certificate> authorities =
                PemFile.read("tls.authorities", settings.authorities()).certificates();
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (X509Certificate authority : authorities) {
                store.setCertificateEntry("authority-" + store.size(), authority);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            Path lists = settings.revocationLists();
            if (lists == null) {
                factory.init(store);
            } else {
                PKIXBuilderParameters parameters = new PKIXBuilderParameters(store, new X509CertSelector());
                parameters.setRevocationEnabled(true);
                parameters.addCertStore(CertStore.getInstance(
                        "Collection",
                        new CollectionCertStoreParameters(
                                PemFile.read("tls.revocation-lists", lists).revocationLists())));
                factory.init(new CertPathTrustManagerParameters(parameters));
            }
            return factory;
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsProblem("tls.authorities: " + settings.authorities() + " can't be used", e);
        }
    }
}
