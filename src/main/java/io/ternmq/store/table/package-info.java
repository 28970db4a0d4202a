/**
 * The tables: sessions, retained messages and the index of what waits, in RocksDB and in memory, and the one thread that brings
 * them up to the log.
 */
@NullMarked
package io.ternmq.store.table;

import org.jspecify.annotations.NullMarked;
