package io.salesledger.bench.latency;

/**
 * What was measured at one rate.
 *
 * @param rate payments a second that were to be appended
 * @param handedOver payments a second that were handed over in fact; less if the sender was held up
 * @param answers of the query API meanwhile
 * @param sinceDue from when a payment was to be handed over
 * @param sinceAppend from the broker's stamp
 */
record RateLatency(
    int rate, double handedOver, long answers, Delays.Spread sinceDue, Delays.Spread sinceAppend) {}
