/** What topic filters of rules have in common, whatever kind of rule they stand in. */
@NullMarked
package io.ternmq.access.filter;

import org.jspecify.annotations.NullMarked;
