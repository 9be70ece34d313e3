package io.salesledger.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salesledger.contract.LedgerFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that a user names: schemas, and what is none. */
class SchemaSourceTest {
  private final Path folder;

  SchemaSourceTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void a_schema_is_named_by_its_version_or_its_file() throws IOException {
    Files.writeString(folder.resolve("two.avsc"), PaymentSchemas.all().get(1).toString());

    assertThat(SchemaSource.named("v2", folder).schema()).isEqualTo(PaymentSchemas.all().get(1));
    assertThat(SchemaSource.named("two.avsc", folder).schema())
        .isEqualTo(PaymentSchemas.all().get(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a payment",
        "{\"type\":\"record\"",
        "\u0000\u0001\u0002",
        "5",
        "null",
        "true",
        "{}",
        "{\"type\":5}",
        "{\"type\":null}",
        "{\"type\":\"nothing\"}",
        "\"nothing\"",
        "{\"type\":\"record\"}",
        "{\"type\":\"record\",\"name\":\"P\"}",
        "{\"type\":\"record\",\"name\":5,\"fields\":[]}",
        "{\"type\":\"record\",\"name\":\"a b\",\"fields\":[]}",
        "{\"type\":\"record\",\"name\":\"P\",\"fields\":{}}",
        "{\"type\":\"record\",\"name\":\"P\",\"fields\":[5]}",
        "{\"type\":\"record\",\"name\":\"P\",\"fields\":[{\"name\":\"a\"}]}",
        "{\"type\":\"record\",\"name\":\"P\",\"fields\":[{\"type\":\"int\"}]}",
        "{\"type\":\"record\",\"name\":\"P\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"},"
            + "{\"name\":\"a\",\"type\":\"int\"}]}",
        "{\"type\":\"record\",\"name\":\"P\",\"fields\":[{\"name\":\"a\",\"type\":\"int\","
            + "\"default\":\"x\"}]}",
        "{\"type\":\"record\",\"name\":\"P\",\"fields\":[{\"name\":\"a\",\"type\":\"int\","
            + "\"order\":\"x\"}]}",
        "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\"],\"default\":\"B\"}",
        "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\",\"A\"]}",
        "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":\"A\"}",
        "{\"type\":\"enum\",\"name\":\"E\"}",
        "{\"type\":\"fixed\",\"name\":\"F\",\"size\":\"x\"}",
        "{\"type\":\"fixed\",\"name\":\"F\",\"size\":-1}",
        "{\"type\":\"array\"}",
        "{\"type\":\"map\",\"values\":7}",
        "[\"int\",\"int\"]",
        "[[\"int\"]]",
      })
  void what_is_no_schema_is_one_line_of_wrong_usage(String text) throws IOException {
    Files.writeString(folder.resolve("bad.avsc"), text);

    assertThatThrownBy(() -> SchemaSource.file("bad.avsc", folder))
        .isInstanceOfSatisfying(
            LedgerFailure.class,
            failure -> assertThat(failure.kind()).isEqualTo(LedgerFailure.Kind.USAGE))
        .message()
        .matches("bad.avsc is no (JSON|Avro schema): .+")
        .doesNotContain("Exception", "\n");
  }

  @Test
  void what_nests_too_deeply_is_one_line_as_well() throws IOException {
    String text = "{\"type\":\"array\",\"items\":".repeat(20_000) + "\"int\"" + "}".repeat(20_000);
    Files.writeString(folder.resolve("deep.avsc"), text);

    assertThatThrownBy(() -> SchemaSource.file("deep.avsc", folder))
        .isInstanceOf(LedgerFailure.class)
        .hasMessageStartingWith("deep.avsc is no ");
  }

  @Test
  void a_schema_that_is_no_record_is_a_schema_all_the_same() throws IOException {
    Files.writeString(folder.resolve("text.avsc"), "\"string\"");

    assertThat(SchemaSource.file("text.avsc", folder).schema())
        .isEqualTo(Schema.create(Schema.Type.STRING));
  }
}
