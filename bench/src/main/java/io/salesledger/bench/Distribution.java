package io.salesledger.bench;

import io.salesledger.contract.LedgerFailure;
import java.util.Locale;
import java.util.function.IntSupplier;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.RejectionInversionZipfSampler;

/** How payments spread over products. */
public enum Distribution {
  /** Each product as often as any other. */
  UNIFORM {
    @Override
    IntSupplier over(int products, UniformRandomProvider random) {
      return () -> random.nextInt(products);
    }
  },
  /** The n-th product 1/n as often as the first. */
  ZIPF {
    @Override
    IntSupplier over(int products, UniformRandomProvider random) {
      var sampler = RejectionInversionZipfSampler.of(random, products, ZIPF_EXPONENT);
      return () -> sampler.sample() - 1;
    }
  };

  private static final double ZIPF_EXPONENT = 1.0;

  /** Draws products, from 0 to {@code products - 1}. */
  abstract IntSupplier over(int products, UniformRandomProvider random);

  /** As options and reports have it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The one with this label.
   *
   * @throws LedgerFailure if there is none
   */
  public static Distribution of(String label) {
    return Labels.find("distribution", label, values(), Distribution::label);
  }
}
