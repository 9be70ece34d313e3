/** Tests of io.salesledger.bench. */
@NullMarked
package io.salesledger.bench;

import org.jspecify.annotations.NullMarked;
