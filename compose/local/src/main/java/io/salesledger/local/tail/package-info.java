/** The log as text, as it grows. */
@NullMarked
package io.salesledger.local.tail;

import org.jspecify.annotations.NullMarked;
