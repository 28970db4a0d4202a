/**
 * Key material, server names, client certificates, revocation.
 */
@NullMarked
package io.ternmq.transport.tls;

import org.jspecify.annotations.NullMarked;
