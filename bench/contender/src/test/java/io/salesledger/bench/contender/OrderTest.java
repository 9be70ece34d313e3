package io.salesledger.bench.contender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrderTest {
  @Test
  void isTheSameInAnotherProcess(@TempDir Path folder) throws IOException {
    Order order =
        new Order("127.0.0.1:9", "http://127.0.0.1:8", "topic", List.of(3L, 0L), "g", 2, folder);
    Path file = folder.resolve("order.properties");
    order.write(file);
    assertThat(Order.read(file)).isEqualTo(order);
  }

  @Test
  void whatIsMissingIsTold(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("order.properties"), "topic=t\n");
    assertThatThrownBy(() -> Order.read(file)).hasMessage("the order lacks bootstrapServers");
  }
}
