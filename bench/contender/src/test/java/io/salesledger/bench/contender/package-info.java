/** Tests of io.salesledger.bench.contender. */
@NullMarked
package io.salesledger.bench.contender;

import org.jspecify.annotations.NullMarked;
