package io.salesledger.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.confluent.kafka.schemaregistry.testutil.MockSchemaRegistry;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import io.salesledger.PaymentInfo;
import io.salesledger.PaymentKind;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/concepts/schemas.md says of versions and bytes is so. */
class SchemasPageTest {
  private static final Path PAGE = Path.of("../docs/concepts/schemas.md");

  /** A row of the payload's table: first and last byte, the bytes, the meaning. */
  private static final Pattern BYTES =
      Pattern.compile("(?m)^\\| (\\d+)(?:-(\\d+))? \\| `([0-9A-F ]+)` \\|");

  @Test
  void the_table_of_all_pairs_is_what_avro_reads() throws IOException {
    assertThat(Files.readString(PAGE))
        .contains(String.join("\n", AllPairs.table(PaymentSchemas.versions())) + "\n\n");
  }

  @Test
  void every_rule_is_named_in_its_words() throws IOException {
    String page = Files.readString(PAGE);

    for (SchemaRule rule : SchemaRule.values()) {
      // The registry's rule bears its own name in its words.
      String words = rule.text().replace(rule + ": ", "");
      assertThat(page).contains("\n- `" + rule + "`: " + words);
    }
  }

  @Test
  void the_payload_that_is_explained_is_what_confluents_serializer_writes() throws IOException {
    List<MatchResult> rows = BYTES.matcher(Files.readString(PAGE)).results().toList();
    List<String> hex = new ArrayList<>();
    for (MatchResult row : rows) {
      assertThat(Integer.parseInt(row.group(1))).as(row.group()).isEqualTo(hex.size());
      hex.addAll(List.of(row.group(3).split(" ")));
      String last = row.group(2) == null ? row.group(1) : row.group(2);
      assertThat(Integer.parseInt(last)).as(row.group()).isEqualTo(hex.size() - 1);
    }

    assertThat(String.join(" ", hex))
        .isEqualTo(HexFormat.ofDelimiter(" ").formatHex(payload()).toUpperCase(Locale.ROOT));
  }

  private static byte[] payload() {
    String scope = UUID.randomUUID().toString();
    try (KafkaAvroSerializer serializer = new KafkaAvroSerializer()) {
      SchemaRegistration.ensure(MockSchemaRegistry.getClientForScope(scope), "sales_events-value");
      serializer.configure(
          Map.of(
              "schema.registry.url",
              "mock://" + scope,
              "auto.register.schemas",
              false,
              "avro.remove.java.properties",
              true),
          false);
      return serializer.serialize(
          "sales_events",
          PaymentInfo.newBuilder()
              .setOrderId("o-1")
              .setProductId("PRODUCTID5")
              .setProductPrice(new BigDecimal("299.99"))
              .setTimestamp(Instant.ofEpochMilli(1_761_106_990_000L))
              .setQuantity(2)
              .setKind(PaymentKind.REFUND)
              .setReverses("o-0")
              .build());
    } finally {
      MockSchemaRegistry.dropScope(scope);
    }
  }
}
