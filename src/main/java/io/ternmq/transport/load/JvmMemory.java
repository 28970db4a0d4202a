package io.ternmq.transport.load;

import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;

/**
 * The memory of this JVM: of the heap what the last collection of each pool left, since what is in use between collections
 * is mostly garbage; of direct memory what Netty holds.
 */
public final class JvmMemory implements MemoryReading {
    private static final int MB = 1024 * 1024;

    private final List<MemoryPoolMXBean> pools = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .toList();
    private final List<BufferPoolMXBean> buffers = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .toList();

    @Override
    public int percent() {
        return (int) Math.max(100 * heap() / heapMax(), 100 * direct() / directMax());
    }

    @Override
    public String describe() {
        return "heap " + heap() / MB + " of " + heapMax() / MB + " MB after collection, direct " + direct() / MB
                + " of " + directMax() / MB + " MB";
    }

    @Override
    public void refresh() {
        System.gc();
    }

    private long heap() {
        long used = 0;
        for (MemoryPoolMXBean pool : pools) {
            MemoryUsage afterCollection = pool.getCollectionUsage();
            used += afterCollection == null ? 0 : afterCollection.getUsed();
        }
        return used;
    }

    private static long heapMax() {
        return Runtime.getRuntime().maxMemory();
    }

    /** Netty counts for itself what it takes past the JDK; where it can't, the JDK knows. */
    private long direct() {
        long netty = PlatformDependent.usedDirectMemory();
        if (netty >= 0) {
            return netty;
        }
        return buffers.stream().mapToLong(BufferPoolMXBean::getMemoryUsed).sum();
    }

    private static long directMax() {
        return PlatformDependent.maxDirectMemory();
    }
}
