package io.ternmq.transport.listener;

import io.ternmq.config.ListenerSettings;
import io.ternmq.config.LoadSettings;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.transport.connection.Refusal;
import io.ternmq.transport.load.AddressRates;
import io.ternmq.transport.load.RateWindow;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Whether one connection more is let in at a listener: how many there are, and how many came within this second. */
final class Admittance {
    /** So many beyond the limit may stay until they can be told why they are refused; further ones are closed at once. */
    private static final int WAITING_ROOM = 64;

    private final ListenerSettings settings;
    private final Supplier<LoadSettings> load;
    private final AddressRates addresses;
    private final RateWindow rate = new RateWindow();
    private final RateWindow heard = new RateWindow();

    /**
     * What is done with a connection.
     *
     * @param refusal why it is refused; null when it is let in
     * @param atOnce whether it is closed without being heard
     */
    record Verdict(@Nullable Refusal refusal, boolean atOnce) {
        static final Verdict WELCOME = new Verdict(null, false);
    }

    /** @param addresses the rates of all addresses, over all listeners */
    Admittance(ListenerSettings settings, Supplier<LoadSettings> load, AddressRates addresses) {
        this.settings = settings;
        this.load = load;
        this.addresses = addresses;
    }

    /** Decides about a connection; from any loop. */
    Verdict verdict(InetAddress address, int connections) {
        int most = settings.maxConnections();
        if (most > 0 && connections > most) {
            Refusal full = new Refusal(ReasonCode.QUOTA_EXCEEDED, "the listener has as many connections as it may");
            return new Verdict(full, connections > most + WAITING_ROOM);
        }
        LoadSettings now = load.get();
        int second = (int) TimeUnit.NANOSECONDS.toSeconds(System.nanoTime());
        if (!rate.tryTake(second, now.maxConnectRate())) {
            return tooMany(second, "too many connections come to the listener");
        }
        // Behind a proxy all connections come from one address, and it isn't the client's.
        if (!settings.proxyProtocol() && !addresses.tryTake(address, second, now.maxConnectRatePerAddress())) {
            return tooMany(second, "too many connections come from the address");
        }
        return Verdict.WELCOME;
    }

    private Verdict tooMany(int second, String detail) {
        boolean mayWait = heard.tryTake(second, WAITING_ROOM);
        return new Verdict(new Refusal(ReasonCode.CONNECTION_RATE_EXCEEDED, detail), !mayWait);
    }
}
