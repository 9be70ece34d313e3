/**
 * What every contender of the bench shares, whatever engine it runs on: the order that it gets, how
 * it tells that it is done, the sums that it hands over, and one decoder of a payment.
 */
@NullMarked
package io.salesledger.bench.contender;

import org.jspecify.annotations.NullMarked;
