package io.salesledger.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.parts.LoopbackPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortPlanTest {
  private static final int STORM_PORTS = 7;

  private final Path folder;
  private final int base = LoopbackPorts.freeRow(STORM_PORTS + 4);

  PortPlanTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void freePortsAreFine() {
    assertThatCode(() -> PortPlan.of(settings(base + 7)).check()).doesNotThrowAnyException();
  }

  @Test
  void takenPortIsToldWithItsPartItsHolderAndTheOptionThatChangesIt() throws IOException {
    try (ServerSocket taken = new ServerSocket(base + 7, 1, InetAddress.getLoopbackAddress())) {
      assertThat(taken.isBound()).isTrue();
      assertThatThrownBy(() -> PortPlan.of(settings(base + 7)).check())
          .isInstanceOf(LedgerFailure.class)
          .hasMessageContaining("port " + (base + 7) + " for Redis is in use by process ")
          .hasMessageContaining(Long.toString(ProcessHandle.current().pid()))
          .hasMessageEndingWith("choose another port with --redis-port");
    }
  }

  @Test
  void takenWorkerPortNamesTheBaseOfAllStormPorts() throws IOException {
    // Ports in a row: ZooKeeper, Nimbus, supervisor, four workers.
    try (ServerSocket taken = new ServerSocket(base + 5, 1, InetAddress.getLoopbackAddress())) {
      assertThat(taken.isBound()).isTrue();
      assertThatThrownBy(() -> PortPlan.of(settings(base + 7)).check())
          .hasMessageContaining("port " + (base + 5) + " for a Storm worker is in use")
          .hasMessageEndingWith("--storm-port-base");
    }
  }

  @Test
  void holderWhoseCommandHasSeveralLinesIsToldInOne() throws Exception {
    Process holder = new ProcessBuilder("sh", "-c", "echo\nread -r never").start();
    try {
      assertThat(holder.getInputStream().read()).isEqualTo('\n');
      assertThat(PortHolder.describe(holder.toHandle()))
          .isEqualTo("process " + holder.pid() + " (sh -c echo.read -r never)");
    } finally {
      holder.destroyForcibly();
    }
  }

  /** Whether one is depends on the system and on who asks. */
  @Test
  void portThatNeedsPrivilegesIsNotCalledInUse() {
    assertThat(PortPlan.why(80, "Permission denied"))
        .isEqualTo(
            " is not for everyone: ports below 1024 need privileges here; choose another port with ");
    assertThat(PortPlan.why(base, "Address already in use"))
        .startsWith(" is in use by a process that cannot be told; stop that, or choose another");
  }

  @Test
  void samePortForTwoPartsIsWrongUsage() {
    assertThatThrownBy(() -> PortPlan.of(settings(base + 8)).check())
        .isInstanceOfSatisfying(
            LedgerFailure.class,
            failure -> assertThat(failure.kind()).isEqualTo(LedgerFailure.Kind.USAGE))
        .hasMessageContaining("wanted by both Kafka and Redis");
  }

  private LedgerSettings settings(int redisPort) {
    return Addresses.load(
        Map.of(
            "ledger.storm.port.base", Integer.toString(base),
            "ledger.redis.port", Integer.toString(redisPort),
            "ledger.kafka.port", Integer.toString(base + 8),
            "ledger.registry.port", Integer.toString(base + 9),
            "ledger.api.port", Integer.toString(base + 10)),
        Map.of(),
        folder,
        Map.of());
  }
}
