/** Tests of what keeps a stack running and of what ends it. */
@NullMarked
package io.salesledger.local.stack;

import org.jspecify.annotations.NullMarked;
