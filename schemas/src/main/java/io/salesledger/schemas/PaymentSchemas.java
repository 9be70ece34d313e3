package io.salesledger.schemas;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.avro.Schema;

/**
 * Every version of {@code PaymentInfo} ever published, as parsed from its file. A version is never
 * edited or removed: its bytes stay on the log for ever. Immutable; any thread may call it.
 */
public final class PaymentSchemas {
  /** How many versions there are; their files are {@code payment-info-v1.avsc} and so on. */
  public static final int VERSIONS = 3;

  private static final List<Schema> ALL =
      IntStream.rangeClosed(1, VERSIONS)
          .mapToObj(version -> read("payment-info-v" + version + ".avsc"))
          .toList();

  private PaymentSchemas() {}

  /** All versions, oldest first: the first is v1. */
  public static List<Schema> all() {
    return ALL;
  }

  /** All versions by their names, oldest first: {@code v1} and on. */
  public static List<SchemaVersion> versions() {
    return IntStream.rangeClosed(1, VERSIONS)
        .mapToObj(version -> new SchemaVersion("v" + version, ALL.get(version - 1)))
        .toList();
  }

  /** The newest version: what producers write and readers resolve to. */
  public static Schema newest() {
    return ALL.get(ALL.size() - 1);
  }

  private static Schema read(String resource) {
    try (InputStream in = PaymentSchemas.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing from the jar");
      }
      return new Schema.Parser().parse(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
