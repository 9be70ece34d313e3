package io.salesledger.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one setup came to. Immutable.
 *
 * @param runs of each that ran, by its name
 */
record GrowthPoint(Setup setup, Map<String, List<Measured>> runs) {
  GrowthPoint {
    runs = new LinkedHashMap<>(runs);
  }
}
