package io.ternmq.access.ldap;

import com.unboundid.ldap.sdk.BindRequest;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.LDAPURL;
import com.unboundid.ldap.sdk.PostConnectProcessor;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.ServerSet;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.SingleServerSet;
import com.unboundid.ldap.sdk.StartTLSPostConnectProcessor;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
import io.ternmq.access.outside.Authorities;
import io.ternmq.config.LdapSettings;
import io.ternmq.config.StartupException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The directory, by few connections that are opened when they are needed and belong to the account that looks for entries. Its
 * methods wait for the directory; any thread.
 */
final class Directory implements AutoCloseable {
    /** One more than there should be, so that it is seen when there are several. */
    private static final int ENTRIES = 2;

    private static final int MOST_GROUPS = 1000;
    private static final String NO_ATTRIBUTES = SearchRequest.NO_ATTRIBUTES;

    private final LdapSettings settings;
    private final LDAPConnectionPool pool;
    private final boolean searches;

    /** @throws StartupException when a setting is wrong */
    Directory(LdapSettings settings) {
        this.settings = settings;
        this.searches = settings.userDn().isEmpty() || !settings.groupBase().isEmpty();
        try {
            this.pool = pool(settings);
        } catch (LDAPException wrong) {
            throw new StartupException("ternmq.access.ldap can't be used: " + wrong.getMessage(), wrong);
        }
    }

    private static LDAPConnectionPool pool(LdapSettings settings) throws LDAPException {
        LDAPURL url = new LDAPURL(settings.url());
        String host = url.getHost();
        if (host == null) {
            throw new StartupException("ternmq.access.ldap.url names no host");
        }
        boolean ldaps = url.getScheme().toLowerCase(Locale.ROOT).equals("ldaps");
        SSLContext tls = Authorities.read("ternmq.access.ldap.authorities", settings.authorities());
        SocketFactory sockets = ldaps ? tls.getSocketFactory() : SocketFactory.getDefault();
        PostConnectProcessor startTls =
                ldaps || !settings.startTls() ? null : new StartTLSPostConnectProcessor(tls.getSocketFactory());
        BindRequest account =
                settings.bindDn().isEmpty() ? null : new SimpleBindRequest(settings.bindDn(), settings.bindPassword());
        ServerSet server = new SingleServerSet(host, url.getPort(), sockets, options(settings));
        // No connection yet: the directory may be down.
        LDAPConnectionPool pool = new LDAPConnectionPool(server, account, 0, settings.connections(), startTls, false);
        pool.setCreateIfNecessary(true);
        pool.setRetryFailedOperationsDueToInvalidConnections(true);
        pool.setConnectionPoolName("access-ldap");
        return pool;
    }

    private static LDAPConnectionOptions options(LdapSettings settings) {
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        int millis = (int) settings.timeLimit().toMillis();
        options.setConnectTimeoutMillis(millis);
        options.setResponseTimeoutMillis(millis);
        options.setBindWithDNRequiresPassword(true);
        options.setFollowReferrals(false);
        options.setUseSynchronousMode(true);
        options.setSSLSocketVerifier(new HostNameSSLSocketVerifier(true));
        return options;
    }

    /** An entry was looked for. */
    sealed interface Found {
        record One(String dn) implements Found {}

        record None() implements Found {}

        record Several() implements Found {}
    }

    /** Looks for the one entry of a user. */
    Found find(String filter) throws LDAPException {
        SearchRequest request =
                new SearchRequest(settings.searchBase(), SearchScope.SUB, Filter.create(filter), NO_ATTRIBUTES);
        request.setSizeLimit(ENTRIES);
        try {
            List<SearchResultEntry> entries = entries(request);
            return entries.isEmpty()
                    ? new Found.None()
                    : entries.size() == 1 ? new Found.One(entries.get(0).getDN()) : new Found.Several();
        } catch (LDAPSearchException failed) {
            if (failed.getResultCode().equals(ResultCode.SIZE_LIMIT_EXCEEDED)) {
                return new Found.Several();
            }
            throw failed;
        }
    }

    private List<SearchResultEntry> entries(SearchRequest request) throws LDAPException {
        List<SearchResultEntry> found = pool.search(request).getSearchEntries();
        return found == null ? List.of() : found;
    }

    /**
     * Whether the directory takes the password.
     *
     * @return null when it does, else what it said
     * @throws LDAPException when it can't say
     */
    @Nullable
    ResultCode bind(String dn, byte[] password) throws LDAPException {
        if (password.length == 0) {
            throw new IllegalArgumentException("a log-in without password would be anonymous and always succeed");
        }
        LDAPConnection connection = pool.getConnection();
        ResultCode said = bind(connection, dn, password);
        if (said != null && !said.isConnectionUsable()) {
            // It may have been closed since it was used last; another one that fails is the truth.
            connection = pool.replaceDefunctConnection(connection);
            said = bind(connection, dn, password);
        }
        if (said != null && !said.isConnectionUsable()) {
            pool.releaseDefunctConnection(connection);
            throw new LDAPException(said, "the directory doesn't answer");
        }
        if (searches) {
            pool.releaseAndReAuthenticateConnection(connection);
        } else {
            // Whoever takes it next logs in first.
            pool.releaseConnection(connection);
        }
        return said;
    }

    private static @Nullable ResultCode bind(LDAPConnection connection, String dn, byte[] password) {
        try {
            connection.bind(new SimpleBindRequest(dn, password));
            return null;
        } catch (LDAPException refused) {
            return refused.getResultCode();
        }
    }

    /** The names of the groups of an entry. */
    List<String> groups(String filter) throws LDAPException {
        SearchRequest request = new SearchRequest(
                settings.groupBase(), SearchScope.SUB, Filter.create(filter), settings.groupAttribute());
        request.setSizeLimit(MOST_GROUPS);
        List<String> names = new ArrayList<>();
        for (SearchResultEntry group : entries(request)) {
            String name = group.getAttributeValue(settings.groupAttribute());
            if (name != null) {
                names.add(name);
            }
        }
        return names;
    }

    @Override
    public void close() {
        pool.close();
    }
}
