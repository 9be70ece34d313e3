package io.salesledger.bench;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.SettingKey;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/**
 * How the ledger is run, and on which payments: every knob has a value. Immutable.
 *
 * @param knobs whole numbers
 */
record Setup(Map<Knob, Long> knobs) {
  private static final long PRODUCTS = 100;
  private static final long PARTITIONS = 8;
  private static final long PAYMENTS_A_MINUTE = 600_000;
  private static final double SECONDS_A_MINUTE = 60;

  /** All of them. */
  Setup {
    knobs = Map.copyOf(knobs);
  }

  /**
   * From which others differ in one thing: 100 products, 8 partitions, 10,000 payments a second.
   */
  static Setup plain(long records, LedgerSettings.Window window) {
    Map<Knob, Long> knobs = new EnumMap<>(Knob.class);
    knobs.put(Knob.RECORDS, records);
    knobs.put(Knob.PRODUCTS, PRODUCTS);
    knobs.put(Knob.PARTITIONS, PARTITIONS);
    knobs.put(Knob.MINUTES, (records + PAYMENTS_A_MINUTE - 1) / PAYMENTS_A_MINUTE);
    knobs.put(Knob.LATE_PERCENT, 0L);
    knobs.put(Knob.WINDOW_MILLIS, (long) window.lengthMillis());
    knobs.put(Knob.SLIDE_MILLIS, (long) window.slideMillis());
    knobs.put(Knob.HEAP_MEGABYTES, 0L);
    return new Setup(knobs);
  }

  /** The same but for one knob. */
  Setup with(Knob knob, long value) {
    Map<Knob, Long> turned = new EnumMap<>(knobs);
    turned.put(knob, value);
    return new Setup(turned);
  }

  /** The value of this one. */
  long get(Knob knob) {
    Long value = knobs.get(knob);
    if (value == null) {
      throw new IllegalStateException("no value of " + knob);
    }
    return value;
  }

  /** Its payments; those that are not late end in the minute before now. */
  Workload workload(long seed, Instant now) {
    return Workload.endingAt(
            now,
            get(Knob.RECORDS),
            Math.toIntExact(get(Knob.PRODUCTS)),
            Distribution.UNIFORM,
            seed,
            get(Knob.RECORDS) / (get(Knob.MINUTES) * SECONDS_A_MINUTE))
        .withLate(Math.toIntExact(get(Knob.LATE_PERCENT)));
  }

  /** The ledger's settings that it is about. */
  Map<SettingKey, String> settings() {
    return Map.of(
        SettingKey.TOPIC_PARTITIONS, Long.toString(get(Knob.PARTITIONS)),
        SettingKey.WINDOW_LENGTH, get(Knob.WINDOW_MILLIS) + "ms",
        SettingKey.WINDOW_SLIDE, get(Knob.SLIDE_MILLIS) + "ms");
  }

  /** Storm's settings that it is about. */
  Map<String, Object> storm() {
    long heap = get(Knob.HEAP_MEGABYTES);
    // Storm puts it behind the cluster's own flags, and of two the JVM takes the last.
    return heap == 0 ? Map.of() : Map.of("topology.worker.childopts", "-Xmx" + heap + "m");
  }
}
