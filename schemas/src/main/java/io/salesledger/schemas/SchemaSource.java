package io.salesledger.schemas;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.salesledger.contract.LedgerFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.Schema;

/** Finds the schema that a user names. Stateless; any thread may call it. */
public final class SchemaSource {
  /** A schema is text for people; what is larger is another file, named by mistake. */
  private static final long LARGEST_FILE_BYTES = 1 << 20;

  private static final Pattern VERSION = Pattern.compile("v?([1-9][0-9]{0,5})");

  private SchemaSource() {}

  /**
   * The published version of that number, {@code v1} or {@code 1}, or else what is in the file.
   *
   * @param folder what a file's name is relative to
   * @throws LedgerFailure of wrong usage if there is no such version or file, or it is no schema
   */
  public static SchemaVersion named(String name, Path folder) {
    Matcher version = VERSION.matcher(name);
    if (!version.matches()) {
      return file(name, folder);
    }
    int number = Integer.parseInt(version.group(1));
    if (number > PaymentSchemas.VERSIONS) {
      throw LedgerFailure.usage(
          "there is no version v" + number + "; published are v1 to v" + PaymentSchemas.VERSIONS);
    }
    return PaymentSchemas.versions().get(number - 1);
  }

  /**
   * What is in the file.
   *
   * @param folder what its name is relative to
   * @throws LedgerFailure of wrong usage if there is no such file, or it is no schema
   */
  public static SchemaVersion file(String name, Path folder) {
    Path file = folder.resolve(name);
    if (!Files.isRegularFile(file)) {
      throw LedgerFailure.usage("there is no file " + name);
    }
    try {
      if (Files.size(file) > LARGEST_FILE_BYTES) {
        throw LedgerFailure.usage(name + " is no schema: it is larger than 1 MiB");
      }
      return new SchemaVersion(name, new Schema.Parser().parse(Files.readString(file)));
    } catch (IOException e) {
      throw LedgerFailure.usage("cannot read " + name + ": " + LedgerFailure.rootMessage(e));
    } catch (RuntimeException e) {
      // Avro's parser lets exceptions of any kind pass where the JSON is not as it expects.
      throw LedgerFailure.usage(
          name + (isJson(e) ? " is no Avro schema: " : " is no JSON: ") + firstLine(e));
    }
  }

  private static boolean isJson(RuntimeException e) {
    return !(e.getCause() instanceof JsonProcessingException);
  }

  private static String firstLine(Exception e) {
    return LedgerFailure.rootMessage(e).lines().findFirst().orElse("");
  }
}
