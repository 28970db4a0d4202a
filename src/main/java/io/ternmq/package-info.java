/**
 * The house itself: the entry point, and the broker assembled from its rooms. Nothing else lives here.
 */
@NullMarked
package io.ternmq;

import org.jspecify.annotations.NullMarked;
