package io.ternmq;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/** What Netty is told before any class of it is loaded, unless somebody has told it something already. */
final class NettyDefaults {
    static final String LEAK_DETECTION = "io.netty.leakDetection.level";
    static final String MAX_DIRECT_MEMORY = "io.netty.maxDirectMemory";

    private NettyDefaults() {}

    /** Sets the system properties; at the beginning of {@code main}. */
    static void apply() {
        // By itself it follows one buffer in 128 to its end, with the stack of who made it. The tests follow all of
        // them.
        setUnlessGiven(LEAK_DETECTION, "disabled");
        if (!isDirectMemoryLimited()) {
            // By itself it takes as much again as the heap; where that has half of a container, nothing would be left.
            setUnlessGiven(MAX_DIRECT_MEMORY, Long.toString(Runtime.getRuntime().maxMemory() / 2));
        }
    }

    private static void setUnlessGiven(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    private static boolean isDirectMemoryLimited() {
        @Nullable HotSpotDiagnosticMXBean vm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        return vm != null && !vm.getVMOption("MaxDirectMemorySize").getValue().equals("0");
    }
}
