package io.salesledger.local;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.local.tail.LogTail;
import io.salesledger.local.tail.TailStart;
import io.salesledger.schemas.RegistryClients;
import io.salesledger.schemas.SalesTopic;
import io.salesledger.schemas.SchemaRegistration;
import io.salesledger.windowing.log.RegistrySchemas;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows what is appended to the log. */
@Command(
    name = "tail",
    mixinStandardHelpOptions = true,
    description =
        "Prints the log's payments as lines of JSON and goes on as it grows, until Ctrl-C. What"
            + " is no payment is a line with an `error`.")
final class TailCommand implements Callable<Integer> {
  private static final long STOP_PATIENCE_SECONDS = 5;

  private final CommandContext context;

  @Option(
      names = "--from-beginning",
      description = "Also what is on the log already (default: only what is new).")
  private boolean fromBeginning;

  @Option(names = "--partition", paramLabel = "P", description = "Only this one (default: all).")
  private @Nullable Integer partition;

  @Option(
      names = "--offset",
      paramLabel = "O",
      description = "The first one to print, of the partition.")
  private @Nullable Long offset;

  TailCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    TailStart start =
        new TailStart(fromBeginning, Optional.ofNullable(partition), Optional.ofNullable(offset));
    LedgerSettings settings = context.settings(context.folder(Optional.empty()));
    RegistrySchemas schemas =
        new RegistrySchemas(
            RegistryClients.connect(settings.registry()),
            SchemaRegistration.subject(settings.kafka().topic()),
            context.clock());
    try (Consumer<byte @Nullable [], byte @Nullable []> consumer = connect(settings.kafka())) {
      LogTail tail = new LogTail(settings.kafka(), consumer, schemas, context.out());
      CountDownLatch ended = new CountDownLatch(1);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(tail, ended), "stop tail"));
      try {
        tail.run(start);
      } finally {
        ended.countDown();
      }
    }
    return 0;
  }

  private static void stop(LogTail tail, CountDownLatch ended) {
    try {
      if (ended.getCount() > 0) {
        tail.stop();
        ended.await(STOP_PATIENCE_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Consumer<byte @Nullable [], byte @Nullable []> connect(
      LedgerSettings.Kafka settings) {
    Properties properties = SalesTopic.adminProperties(settings);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    properties.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, "5000");
    try {
      return new KafkaConsumer<>(
          properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    } catch (KafkaException e) {
      throw LedgerFailure.usage(
          "the settings under ledger.kafka. make no Kafka client: " + LedgerFailure.rootMessage(e));
    }
  }
}
