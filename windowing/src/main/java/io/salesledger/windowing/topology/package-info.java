/** The Storm topology around the core: KafkaSpout, DecodeBolt, LedgerBolt. */
@NullMarked
package io.salesledger.windowing.topology;

import org.jspecify.annotations.NullMarked;
