package io.ternmq.protocol.tree;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One topic level at one place of a {@link TopicTree}.
 *
 * <p>Protocol: readers are on any thread and take no lock; every link and value is read with acquire and written with release,
 * by one writer at a time, who holds the tree's lock. The one exception is {@link #replaceValue}, which needs no lock. A
 * node that was pruned has neither value nor children and never gets any again, so that a reader that still stands on it
 * finds nothing.
 *
 * <p>A node has a version, so that what was found on a walk can be remembered: it is raised after a child for {@code +} or
 * {@code #} has come to be, and after the node, if it is a literal one, was taken out of the tree. Literal children and the
 * value are not told by it: who remembers a value compares it, and who didn't find a literal child has to be told by
 * whoever adds one.
 *
 * <p>Memory: 48 bytes. The level is a slice of the bytes of the path that made the node; wildcards have fields of their own.
 * Children are, as their number grows: none, the one child itself, an array that is copied on each change, a {@link ChildTable}.
 *
 * @param <V> what is kept at nodes
 */
public final class TreeNode<V> {
    static final byte[] NO_BYTES = {};
    private static final int MAX_ARRAY = 8;
    private static final VarHandle CHILDREN;
    private static final VarHandle PLUS;
    private static final VarHandle MULTI;
    private static final VarHandle VALUE;
    private static final VarHandle VERSION;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            CHILDREN = lookup.findVarHandle(TreeNode.class, "children", Object.class);
            PLUS = lookup.findVarHandle(TreeNode.class, "plus", TreeNode.class);
            MULTI = lookup.findVarHandle(TreeNode.class, "multi", TreeNode.class);
            VERSION = lookup.findVarHandle(TreeNode.class, "version", int.class);
            VALUE = lookup.findVarHandle(TreeNode.class, "value", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final byte[] source;
    /** Offset in the high half, length in the low half; both are at most 65535. */
    private final int slice;

    private final int hash;
    private final @Nullable TreeNode<V> parent;
    private int version;
    private @Nullable Object children;
    private @Nullable TreeNode<V> plus;
    private @Nullable TreeNode<V> multi;

    @SuppressWarnings("UnusedVariable") // read through its handle
    private @Nullable V value;

    TreeNode(@Nullable TreeNode<V> parent, byte[] source, int from, int to, int hash) {
        this.parent = parent;
        this.source = source;
        this.slice = from << 16 | to - from;
        this.hash = hash;
    }

    // ------------------------------------------------------------------ for readers, from any thread

    /** What is kept here, or null. */
    @SuppressWarnings("unchecked")
    public @Nullable V value() {
        return (V) VALUE.getAcquire(this);
    }

    /** The version, which only rises, wrapping around. To be read before the links that it stands for. */
    public int version() {
        return (int) VERSION.getAcquire(this);
    }

    /** Whether it is the version of a literal node that was taken out of the tree: an odd one. */
    public static boolean isGone(int version) {
        return (version & 1) != 0;
    }

    /** The child for {@code +}, or null. */
    @SuppressWarnings("unchecked")
    public @Nullable TreeNode<V> plus() {
        return (TreeNode<V>) PLUS.getAcquire(this);
    }

    /** The child for {@code #}, or null. */
    @SuppressWarnings("unchecked")
    public @Nullable TreeNode<V> multi() {
        return (TreeNode<V>) MULTI.getAcquire(this);
    }

    /**
     * The child of a literal level, or null.
     *
     * @param levelHash the {@link LevelHash} of the bytes
     */
    @SuppressWarnings("unchecked")
    public @Nullable TreeNode<V> child(byte[] path, int from, int to, int levelHash) {
        Object all = CHILDREN.getAcquire(this);
        if (all == null) {
            return null;
        }
        if (all instanceof TreeNode<?> only) {
            return only.is(path, from, to, levelHash) ? (TreeNode<V>) only : null;
        }
        if (all instanceof TreeNode<?>[] some) {
            for (TreeNode<?> child : some) {
                if (child.is(path, from, to, levelHash)) {
                    return (TreeNode<V>) child;
                }
            }
            return null;
        }
        return ((ChildTable<V>) all).find(path, from, to, levelHash);
    }

    /** Whether the level begins with {@code $}. */
    public boolean isSystem() {
        return (slice & 0xFFFF) != 0 && source[slice >>> 16] == '$';
    }

    /** The bytes of the level; none for a wildcard. */
    public byte[] level() {
        int at = slice >>> 16;
        return Arrays.copyOfRange(source, at, at + (slice & 0xFFFF));
    }

    /** How the level stands to another one, by its unsigned bytes. */
    int compareLevel(byte[] other) {
        int at = slice >>> 16;
        return Arrays.compareUnsigned(source, at, at + (slice & 0xFFFF), other, 0, other.length);
    }

    /** Whether there are literal levels below. */
    public boolean hasChildren() {
        return CHILDREN.getAcquire(this) != null;
    }

    boolean is(byte[] path, int from, int to, int levelHash) {
        if (hash != levelHash || (slice & 0xFFFF) != to - from) {
            return false;
        }
        int at = slice >>> 16;
        return Arrays.equals(source, at, at + to - from, path, from, to);
    }

    int hash() {
        return hash;
    }

    @Nullable
    TreeNode<V> parent() {
        return parent;
    }

    /** The literal children as they are now, for {@link ChildScan}; null when there are none. */
    @Nullable
    Object children() {
        Object all = CHILDREN.getAcquire(this);
        return all instanceof ChildTable<?> table ? table.directory() : all;
    }

    /** Replaces a value by another one, if it still is the one expected; without lock, from any thread. */
    public boolean replaceValue(V expected, V other) {
        return VALUE.compareAndSet(this, expected, other);
    }

    // ------------------------------------------------------------------ for the writer, under the tree's lock

    /** Takes a value away, if it still is the one expected: somebody without the lock may have replaced it. */
    public boolean takeValue(V expected) {
        return VALUE.compareAndSet(this, expected, null);
    }

    /** Sets or, by null, takes away what is kept here. */
    public void value(@Nullable V other) {
        VALUE.setRelease(this, other);
    }

    private void raise() {
        VERSION.setRelease(this, version + 2);
    }

    /** The node has been taken out of the tree. */
    void gone() {
        VERSION.setRelease(this, version + 1);
    }

    void plus(@Nullable TreeNode<V> node) {
        PLUS.setRelease(this, node);
        if (node != null) {
            raise();
        }
    }

    void multi(@Nullable TreeNode<V> node) {
        MULTI.setRelease(this, node);
        if (node != null) {
            raise();
        }
    }

    boolean isEmpty() {
        return value() == null && children == null && plus == null && multi == null;
    }

    @SuppressWarnings("unchecked")
    void add(TreeNode<V> child) {
        Object all = children;
        if (all == null) {
            CHILDREN.setRelease(this, child);
        } else if (all instanceof TreeNode<?> only) {
            CHILDREN.setRelease(this, new TreeNode<?>[] {only, child});
        } else if (all instanceof TreeNode<?>[] some) {
            if (some.length < MAX_ARRAY) {
                TreeNode<?>[] more = Arrays.copyOf(some, some.length + 1);
                more[some.length] = child;
                CHILDREN.setRelease(this, more);
            } else {
                ChildTable<V> table = new ChildTable<>();
                for (TreeNode<?> each : some) {
                    table.add((TreeNode<V>) each);
                }
                table.add(child);
                CHILDREN.setRelease(this, table);
            }
        } else {
            ((ChildTable<V>) all).add(child);
        }
    }

    @SuppressWarnings("unchecked")
    void remove(TreeNode<V> child) {
        Object all = children;
        if (all == child) {
            CHILDREN.setRelease(this, null);
        } else if (all instanceof TreeNode<?>[] some) {
            CHILDREN.setRelease(this, without(some, child));
        } else if (all instanceof ChildTable<?> table) {
            ((ChildTable<V>) table).remove(child);
            if (table.isEmpty()) {
                CHILDREN.setRelease(this, null);
            }
        }
    }

    private static Object without(TreeNode<?>[] some, TreeNode<?> child) {
        if (some.length == 2) {
            return some[0] == child ? some[1] : some[0];
        }
        TreeNode<?>[] fewer = new TreeNode<?>[some.length - 1];
        int kept = 0;
        for (TreeNode<?> each : some) {
            if (each != child) {
                fewer[kept++] = each;
            }
        }
        return fewer;
    }
}
