/** The bench's contender on this engine. */
@NullMarked
package io.salesledger.bench.streams;

import org.jspecify.annotations.NullMarked;
