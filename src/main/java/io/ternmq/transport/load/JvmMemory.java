package io.ternmq.transport.load;

import com.sun.management.GarbageCollectorMXBean;
import com.sun.management.GcInfo;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The memory of this JVM. Of the heap it counts what the latest collection of any kind has left, and what lies in the old
 * generation now: young garbage doesn't count, old garbage does until {@link #refresh} has it removed. (What the pools tell of
 * themselves as their usage after collection is of no use: with G1, Serial and Parallel it isn't renewed before the heap is
 * full.) Of direct memory it counts what Netty holds.
 */
public final class JvmMemory implements MemoryReading {
    private static final int MB = 1024 * 1024;

    private final List<MemoryPoolMXBean> heap = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .toList();
    private final Set<String> heapNames =
            heap.stream().map(MemoryPoolMXBean::getName).collect(Collectors.toSet());
    /** Empty for collectors without generations: their one pool is full of young garbage, too. */
    private final List<MemoryPoolMXBean> old = heap.size() == 1
            ? List.of()
            : heap.stream()
                    .filter(pool ->
                            !pool.getName().contains("Eden") && !pool.getName().contains("Young"))
                    .toList();

    private final List<GarbageCollectorMXBean> collectors =
            ManagementFactory.getPlatformMXBeans(GarbageCollectorMXBean.class);
    private final List<BufferPoolMXBean> buffers = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .toList();

    @Override
    public int percent() {
        return (int) Math.max(Math.max(100 * heap() / heapMax(), oldPercent()), 100 * direct() / directMax());
    }

    @Override
    public String describe() {
        return "heap " + heap() / MB + " of " + heapMax() / MB + " MB, direct " + direct() / MB + " of "
                + directMax() / MB + " MB";
    }

    @Override
    public void refresh() {
        System.gc();
    }

    private long heap() {
        long now = old.stream().mapToLong(pool -> pool.getUsage().getUsed()).sum();
        return Math.max(now, afterLatestCollection());
    }

    /** With Serial and Parallel the old generation has a limit of its own, and is short when that is near. */
    private long oldPercent() {
        long most = 0;
        for (MemoryPoolMXBean pool : old) {
            MemoryUsage usage = pool.getUsage();
            if (usage.getMax() > 0 && !pool.getName().contains("Survivor")) {
                most = Math.max(most, 100 * usage.getUsed() / usage.getMax());
            }
        }
        return most;
    }

    private long afterLatestCollection() {
        GcInfo latest = null;
        for (GarbageCollectorMXBean collector : collectors) {
            GcInfo info = collector.getLastGcInfo();
            if (isLater(info, latest)) {
                latest = info;
            }
        }
        if (latest == null) {
            return 0;
        }
        long used = 0;
        for (Map.Entry<String, MemoryUsage> pool :
                latest.getMemoryUsageAfterGc().entrySet()) {
            used += heapNames.contains(pool.getKey()) ? pool.getValue().getUsed() : 0;
        }
        return used;
    }

    private static boolean isLater(@Nullable GcInfo one, @Nullable GcInfo other) {
        return one != null && (other == null || one.getEndTime() > other.getEndTime());
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
