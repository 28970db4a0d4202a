/**
 * The log: segment files, the records in them, and the one thread that writes what the lanes hand over.
 */
@NullMarked
package io.ternmq.store.log;

import org.jspecify.annotations.NullMarked;
