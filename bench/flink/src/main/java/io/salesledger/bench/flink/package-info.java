/** The bench's contender on this engine. */
@NullMarked
package io.salesledger.bench.flink;

import org.jspecify.annotations.NullMarked;
