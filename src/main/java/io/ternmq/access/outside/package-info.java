/** What sources share that ask servers: whom to believe, how to send, how to fill in names. */
@NullMarked
package io.ternmq.access.outside;

import org.jspecify.annotations.NullMarked;
