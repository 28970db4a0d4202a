package io.ternmq.transport.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.Mapping;
import io.ternmq.config.ListenerSettings.TlsSettings;
import io.ternmq.event.BrokerEvent.AlarmCleared;
import io.ternmq.event.BrokerEvent.AlarmRaised;
import io.ternmq.event.EventBus;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS of one listener. New connections get what its files hold now: when they change they are read again, and if what they
 * hold then can't be used, that is said and the old material stays. Connections that are there keep what they have. Handlers
 * are made on any loop; {@link #reloadIfChanged} runs on one thread, which may wait for disks.
 */
public final class TlsContexts {
    private static final Logger LOG = LoggerFactory.getLogger(TlsContexts.class);
    private static final int LONGEST_CLIENT_HELLO = 16 * 1024;
    private static final long CLOSE_NOTIFY_MILLIS = 1000;

    private final String listener;
    private final TlsSettings settings;
    private final EventBus events;
    private volatile TlsMaterial material;
    private List<Stamp> stamps;
    private boolean failing;

    /** How a file looked when it was last read. */
    private record Stamp(Path path, long modified, long size) {
        static Stamp of(Path path) {
            try {
                return new Stamp(path, Files.getLastModifiedTime(path).toMillis(), Files.size(path));
            } catch (IOException e) {
                return new Stamp(path, -1, -1);
            }
        }
    }

    /**
     * Reads the files of a listener for the first time.
     *
     * @throws TlsProblem if they can't be used
     */
    public TlsContexts(String listener, TlsSettings settings, EventBus events) throws TlsProblem {
        this.listener = listener;
        this.settings = settings;
        this.events = events;
        this.stamps = stamps(settings);
        this.material = TlsMaterial.read(settings);
    }

    /** A handler for a new connection. It has no time limit of its own: the connection has. */
    public ChannelHandler newHandler(ByteBufAllocator allocator) {
        TlsMaterial now = material;
        Mapping<String, SslContext> byServerName = now.byServerName();
        return byServerName == null ? untimed(now.context().newHandler(allocator)) : new ByServerName(byServerName);
    }

    private static SslHandler untimed(SslHandler handler) {
        handler.setHandshakeTimeoutMillis(0);
        handler.setCloseNotifyFlushTimeoutMillis(CLOSE_NOTIFY_MILLIS);
        return handler;
    }

    /** Chooses the certificate by the server name that the client asks for. */
    private static final class ByServerName extends SniHandler {
        ByServerName(Mapping<String, SslContext> contexts) {
            super(contexts, LONGEST_CLIENT_HELLO, 0);
        }

        @Override
        protected SslHandler newSslHandler(SslContext context, ByteBufAllocator allocator) {
            return untimed(super.newSslHandler(context, allocator));
        }
    }

    /** Looks whether the files have changed and, if so, reads them. */
    public void reloadIfChanged() {
        List<Stamp> now = stamps(settings);
        if (now.equals(stamps)) {
            return;
        }
        stamps = now;
        try {
            material = TlsMaterial.read(settings);
            LOG.info("Listener {} uses new TLS files from now on", listener);
            if (failing) {
                failing = false;
                events.publish(new AlarmCleared(alarm()));
            }
        } catch (TlsProblem e) {
            failing = true;
            LOG.error("Listener {} keeps its old TLS files: {}", listener, e.getMessage());
            events.publish(new AlarmRaised(
                    alarm(), "Listener " + listener + " keeps its old TLS files: " + e.getMessage() + "."));
        }
    }

    private String alarm() {
        return "tls-" + listener;
    }

    private static List<Stamp> stamps(TlsSettings settings) {
        List<Stamp> found = new ArrayList<>();
        stamp(settings.certificate(), found);
        stamp(settings.key(), found);
        stamp(settings.authorities(), found);
        stamp(settings.revocationLists(), found);
        Path folder = settings.serverNames();
        if (folder != null) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
                entries.forEach(entry -> found.add(Stamp.of(entry)));
            } catch (IOException e) {
                found.add(Stamp.of(folder));
            }
        }
        found.sort((one, other) -> one.path().compareTo(other.path()));
        return found;
    }

    private static void stamp(@Nullable Path path, List<Stamp> stamps) {
        if (path != null) {
            stamps.add(Stamp.of(path));
        }
    }
}
