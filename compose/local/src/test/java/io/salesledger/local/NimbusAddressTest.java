package io.salesledger.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NimbusAddressTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, true",
    "localhost, true",
    "::1, true",
    "192.168.7.5, false",
    "nowhere.invalid, false"
  })
  void theLoopbackAddressIsOnThisMachine(String host, boolean isHere) {
    assertThat(new NimbusAddress(host, 6627).isOnThisMachine()).isEqualTo(isHere);
  }
}
