/** Tests of the log as text. */
@NullMarked
package io.salesledger.local.tail;

import org.jspecify.annotations.NullMarked;
