package io.ternmq.observe;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;

/**
 * What memory the process uses, in bytes.
 *
 * @param heapUsed heap in use, garbage included
 * @param heapLive heap in use after the last collection, as far as the collector tells; else {@code heapUsed}
 * @param heapMax what the heap may grow to
 * @param nonHeapUsed classes, compiled code and the like
 * @param codeUsed the part of it that is classes and code
 * @param directUsed buffers outside the heap
 */
public record Memory(long heapUsed, long heapLive, long heapMax, long nonHeapUsed, long codeUsed, long directUsed) {

    private static final List<BufferPoolMXBean> BUFFER_POOLS =
            ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class);

    /** What is in use now. */
    static Memory read() {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        MemoryUsage other = ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage();
        long max = heap.getMax() < 0 ? Runtime.getRuntime().maxMemory() : heap.getMax();
        long live = 0;
        long code = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getType() == MemoryType.HEAP) {
                MemoryUsage collected = pool.getCollectionUsage();
                live += collected == null ? 0 : collected.getUsed();
            } else if (isCode(pool.getName())) {
                code += pool.getUsage().getUsed();
            }
        }
        return new Memory(heap.getUsed(), live == 0 ? heap.getUsed() : live, max, other.getUsed(), code, readDirect());
    }

    private static boolean isCode(String pool) {
        return pool.startsWith("Code") || pool.startsWith("Metaspace") || pool.startsWith("Compressed Class");
    }

    /** The JDK's own buffers and those that Netty takes around it; where both know of the same memory, it counts once. */
    private static long readDirect() {
        long known = 0;
        for (BufferPoolMXBean pool : BUFFER_POOLS) {
            known += pool.getName().equals("direct") ? pool.getMemoryUsed() : 0;
        }
        long netty = ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider
                ? provider.metric().usedDirectMemory()
                : 0;
        return Math.max(known, netty);
    }

    /** How much of the heap is in use for good, in percent. */
    public int livePercent() {
        return (int) (100 * heapLive / heapMax);
    }

    /** Everything that is in use. */
    public long total() {
        return heapUsed + nonHeapUsed + directUsed;
    }
}
