/** Tests of what is told of a running stack. */
@NullMarked
package io.salesledger.local.status;

import org.jspecify.annotations.NullMarked;
