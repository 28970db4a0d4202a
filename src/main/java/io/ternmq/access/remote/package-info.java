/**
 * What sources share that ask something outside of the process: time limit, bound, circuit breaker, figures.
 */
@NullMarked
package io.ternmq.access.remote;

import org.jspecify.annotations.NullMarked;
