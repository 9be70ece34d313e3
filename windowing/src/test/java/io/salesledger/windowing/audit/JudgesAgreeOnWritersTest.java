package io.salesledger.windowing.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.schemas.PaymentSchemas;
import io.salesledger.schemas.WireFormat;
import io.salesledger.windowing.log.PaymentContract;
import io.salesledger.windowing.log.WriterSchemas;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The audit judges what other writers wrote as the topology does: fields of every type that nobody
 * reads, and what of the encoding only damage or another library brings about.
 */
class JudgesAgreeOnWritersTest {
  private static final int RECORDS = 3_000;
  private static final String NODE =
      "{'type':'record','name':'Node','fields':[{'name':'next','type':['null','Node']}]}";
  private static final String TREE =
      "{'type':'record','name':'Tree','fields':[{'name':'of','type':"
          + "{'type':'array','items':'Tree'}}]}";
  private static final String LEAVES =
      "{'type':'record','name':'Tree','fields':[{'name':'of','type':"
          + "['null','string',{'type':'map','values':'Tree'}]}]}";

  private static JudgeRules rules(Schema writer) {
    return new JudgeRules(
        "CNY", PaymentContract.published(), id -> new WriterSchemas.Answer.Known(writer));
  }

  /** The newest version with one more field, in front. */
  private static Schema withExtra(String type) {
    Schema extra = new Schema.Parser().parse(type.replace('\'', '"'));
    String field =
        "{\"name\":\"extra\",\"type\":" + extra + ",\"default\":" + anyDefault(extra) + "},";
    return new Schema.Parser()
        .parse(
            PaymentSchemas.newest()
                .toString()
                .replace("{\"name\":\"orderId\"", field + "{\"name\":\"orderId\""));
  }

  private static String anyDefault(Schema type) {
    return switch (type.getType()) {
      case BOOLEAN -> "false";
      case INT, LONG, FLOAT, DOUBLE -> "0";
      case STRING, BYTES -> "\"\"";
      case FIXED -> "\"" + "0".repeat(type.getFixedSize()) + "\"";
      case ENUM -> "\"" + type.getEnumSymbols().get(0) + "\"";
      case NULL -> "null";
      case UNION -> anyDefault(type.getTypes().get(0));
      case ARRAY -> "[]";
      case MAP -> "{}";
      case RECORD ->
          type.getFields().stream()
              .map(field -> "\"" + field.name() + "\":" + anyDefault(field.schema()))
              .collect(Collectors.joining(",", "{", "}"));
    };
  }

  private static ConsumerRecord<byte[], byte[]> record(long offset, byte[] payment) {
    return TwoJudges.record(offset, "P1", WireFormat.frame(1, payment));
  }

  private static byte[] join(byte[] one, byte[] other) {
    byte[] joined = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, joined, one.length, other.length);
    return joined;
  }

  private static byte[] payment() {
    return new WildAvro(new Random(1), 0).payment(PaymentSchemas.newest());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'boolean'",
        "'int'",
        "'double'",
        "{'type':'fixed','name':'F','size':3}",
        "{'type':'enum','name':'E','symbols':['A','B','C']}",
        "['null','int',{'type':'enum','name':'E','symbols':['A','B']}]",
        "{'type':'array','items':'null'}",
        "{'type':'array','items':'long'}",
        "{'type':'array','items':{'type':'array','items':'string'}}",
        "{'type':'array','items':{'type':'record','name':'Nothing','fields':[]}}",
        "{'type':'map','values':'null'}",
        "{'type':'map','values':'boolean'}",
        "{'type':'map','values':{'type':'array','items':['null','float']}}",
        "['null','string',{'type':'array','items':'int'},{'type':'map','values':'bytes'}]",
      })
  void every_writer_is_judged_as_the_topology_judges_it(String type) {
    Schema writer = withExtra(type);
    Random random = new Random(type.hashCode());
    WildAvro wild = new WildAvro(random, 30);
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int offset = 0; offset < RECORDS; offset++) {
      byte[] payment = wild.payment(writer);
      if (random.nextInt(4) == 0) {
        payment[random.nextInt(payment.length)] = (byte) random.nextInt();
      }
      records.add(record(offset, payment));
    }

    List<String> ours = TwoJudges.audit(rules(writer), records);

    assertThat(ours).containsExactlyElementsOf(TwoJudges.topology(rules(writer), records));
    assertThat(ours.stream().filter(TwoJudges::isRefusal).count())
        .isBetween(RECORDS / 20L, RECORDS * 19L / 20);
  }

  /** Every version's payments, each number of which may take more bytes than it needs. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void numbers_that_are_longer_than_they_need_be_are_judged_alike(int version) {
    Schema writer = PaymentSchemas.all().get(version - 1);
    WildAvro wild = new WildAvro(new Random(version), 100);
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int offset = 0; offset < RECORDS; offset++) {
      records.add(record(offset, wild.payment(writer)));
    }

    assertThat(TwoJudges.audit(rules(writer), records))
        .containsExactlyElementsOf(TwoJudges.topology(rules(writer), records));
  }

  /** What stands in front of a good payment, and whether both take it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "int in five bytes             | 'int'                           | 8280808000     | true",
        "int in six bytes              | 'int'                           | 828080808000   | false",
        "branch in six bytes           | ['null','int']                  | 808080800000   | false",
        "symbol that is none           | {'type':'enum','name':'E','symbols':['A']} | 02  | true",
        "block with its size           | {'type':'array','items':'int'}  | 0304020400     | true",
        "block with a negative size    | {'type':'map','values':'int'}   | 03f36b05046b3100 | false",
        "block with a size too large   | {'type':'array','items':'int'}  | 03feff0700     | false",
        "nothings, fewer than bytes    | {'type':'array','items':'null'} | 0a00           | true",
        "nothings, more than bytes     | {'type':'array','items':'null'} | c80100         | false",
        "nothings, each block fewer    | {'type':'array','items':'null'} | 1e1e1e1e1e1e1e1e00 | false",
        "nothings, in nested arrays    | {'type':'array','items':{'type':'array','items':'null'}} | 081e1e001e1e001e1e001e1e0000 | false",
        "nothings, in all fewer        | {'type':'array','items':'null'} | 0606060600     | true",
        "nothings, beyond all time     | {'type':'array','items':'null'} | feffffffffffffffff0100 | false",
      })
  void what_stands_in_a_field_that_nobody_reads(
      String what, String type, String hex, boolean counts) {
    JudgeRules rules = rules(withExtra(type));
    List<ConsumerRecord<byte[], byte[]>> records =
        List.of(record(0, join(HexFormat.of().parseHex(hex), payment())));

    List<String> ours = TwoJudges.audit(rules, records);

    assertThat(ours).containsExactlyElementsOf(TwoJudges.topology(rules, records));
    assertThat(ours).as(what).allMatch(line -> TwoJudges.isRefusal(line) != counts);
  }

  /** Twenty kilobytes, each of which is one level more: no reader's stack must decide. */
  @ParameterizedTest
  @ValueSource(strings = {NODE, TREE, LEAVES})
  void a_type_that_holds_itself_is_refused_by_its_schema(String type) {
    byte[] nested = new byte[20_000];
    Arrays.fill(nested, 0, nested.length - 1, (byte) 2);
    JudgeRules rules = rules(withExtra(type));
    List<ConsumerRecord<byte[], byte[]>> records =
        List.of(record(0, join(nested, payment())), record(1, join(new byte[1], payment())));

    List<String> ours = TwoJudges.audit(rules, records);

    assertThat(ours).containsExactlyElementsOf(TwoJudges.topology(rules, records));
    assertThat(ours).hasSize(2).allMatch(line -> line.contains("holds itself"));
  }
}
