package io.salesledger.windowing.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.contract.SettingsLoader;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerTransportTest {
  @Test
  void aSingleWorkerListensNowhereAndSeveralHaveTheTransportOfStorm(@TempDir Path folder) {
    assertThat(settings("1", folder))
        .containsEntry("storm.messaging.transport", "org.apache.storm.messaging.local.Context");
    assertThat(settings("2", folder)).isEmpty();
  }

  private static Map<String, Object> settings(String workers, Path folder) {
    return WorkerTransport.onThisMachine(
        SettingsLoader.load(Map.of("ledger.storm.workers", workers), Map.of(), folder));
  }
}
