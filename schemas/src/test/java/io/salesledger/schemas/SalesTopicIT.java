package io.salesledger.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.SettingsLoader;
import io.salesledger.parts.KafkaBroker;
import io.salesledger.parts.LoopbackPorts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The topic's rules against a real broker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SalesTopicIT {
  private static final Map<String, String> FIT =
      Map.of("retention.ms", "-1", "message.timestamp.type", "LogAppendTime");

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path folder;
  private final KafkaBroker kafka;
  private final Admin admin;

  SalesTopicIT(@TempDir Path folder) {
    this.folder = folder;
    this.kafka = KafkaBroker.start(folder);
    this.admin = SalesTopic.connect(settings("any", kafka.bootstrapServers()));
  }

  @AfterAll
  void stop() {
    admin.close();
    kafka.close();
  }

  @Test
  void given_no_topic_when_checked_then_none_is_made_and_when_ensured_then_it_is_fit()
      throws Exception {
    SalesTopic topic = topic("absent");

    assertThat(topic.check()).isEmpty();
    assertThat(admin.listTopics().names().get()).doesNotContain("absent");

    SalesTopic.Identity made = topic.ensure();

    assertThat(made.partitions()).isEqualTo(8);
    assertThat(made.clusterId()).isEqualTo(admin.describeCluster().clusterId().get());
    assertThat(configuration("absent"))
        .containsEntry("retention.ms", "-1")
        .containsEntry("cleanup.policy", "delete")
        .containsEntry("message.timestamp.type", "LogAppendTime");
    assertThat(topic.ensure()).isEqualTo(made);
    assertThat(topic.check()).contains(made);
  }

  @ParameterizedTest
  @CsvSource({
    "finite, retention.ms, 604800000, -1, would delete sales",
    "bounded, retention.bytes, 1000000, -1, would delete sales",
    "compacted, cleanup.policy, compact, delete, would delete sales",
    "created, message.timestamp.type, CreateTime, LogAppendTime, log append time"
  })
  void given_a_topic_that_is_not_fit_then_it_is_refused_with_the_command_that_mends_it(
      String name, String key, String wrong, String right, String why) throws Exception {
    Map<String, String> configuration = new HashMap<>(FIT);
    configuration.put(key, wrong);
    create(name, configuration);

    assertThatThrownBy(() -> topic(name).ensure())
        .isInstanceOf(LedgerFailure.class)
        .hasMessageContaining(key + "=" + wrong)
        .hasMessageContaining(why)
        .hasMessageEndingWith(
            "kafka-configs.sh --bootstrap-server "
                + kafka.bootstrapServers()
                + " --entity-type topics --entity-name "
                + name
                + " --alter --add-config "
                + key
                + "="
                + right);

    mend(name, key, right);
    // The controller has it before the broker that is asked does.
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(LedgerFailure.class)
        .until(() -> topic(name).check().isPresent());
  }

  @Test
  void given_a_topic_that_is_deleted_and_made_again_then_its_id_differs() throws Exception {
    SalesTopic.Identity before = topic("again").ensure();
    admin.deleteTopics(List.of("again")).all().get();
    await().atMost(PATIENCE).until(() -> topic("again").check().isEmpty());

    assertThat(topic("again").ensure().topicId()).isNotEqualTo(before.topicId());
  }

  @Test
  void given_no_broker_then_one_line_says_where_it_was_sought() {
    String nowhere = "127.0.0.1:" + LoopbackPorts.free();
    LedgerSettings.Kafka settings = settings("any", nowhere);

    try (Admin lost = SalesTopic.connect(settings)) {
      assertThatThrownBy(() -> new SalesTopic(lost, settings).ensure())
          .isInstanceOf(LedgerFailure.class)
          .hasMessageContaining("Kafka at " + nowhere + " is not reachable")
          .message()
          .doesNotContain("\n");
    }
  }

  @Test
  void given_settings_that_make_no_client_then_one_line_says_what_is_wrong() {
    LedgerSettings settings =
        SettingsLoader.load(
            Map.of("ledger.kafka.security.protocol", "TELEPATHY"), Map.of(), folder);

    assertThatThrownBy(() -> SalesTopic.connect(settings.kafka()))
        .isInstanceOf(LedgerFailure.class)
        .hasMessageContaining("TELEPATHY");
  }

  private SalesTopic topic(String name) {
    return new SalesTopic(admin, settings(name, kafka.bootstrapServers()));
  }

  private LedgerSettings.Kafka settings(String topic, String servers) {
    return SettingsLoader.load(
            Map.of("ledger.kafka.bootstrap.servers", servers, "ledger.kafka.topic", topic),
            Map.of(),
            folder)
        .kafka();
  }

  private void create(String name, Map<String, String> configuration) throws Exception {
    NewTopic topic = new NewTopic(name, Optional.of(1), Optional.empty()).configs(configuration);
    admin.createTopics(List.of(topic)).all().get();
  }

  private Map<String, String> configuration(String name) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
    Collection<Config> found = admin.describeConfigs(List.of(resource)).all().get().values();
    Map<String, String> entries = new HashMap<>();
    found.forEach(c -> c.entries().forEach(entry -> entries.put(entry.name(), entry.value())));
    return entries;
  }

  private void mend(String name, String key, String right) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
    AlterConfigOp set = new AlterConfigOp(new ConfigEntry(key, right), AlterConfigOp.OpType.SET);
    admin.incrementalAlterConfigs(Map.of(resource, List.of(set))).all().get();
  }
}
