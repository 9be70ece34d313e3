/**
 * The hot path in parts: decode, fold, applied offsets, commit. Each measured as time and bytes
 * allocated per payment, with {@code java -jar salesledger-bench-jmh.jar -prof gc}.
 */
@NullMarked
package io.salesledger.bench.jmh;

import org.jspecify.annotations.NullMarked;
