package io.salesledger.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.contract.LedgerSettings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiAddressTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, http://127.0.0.1:8080",
    "0.0.0.0, http://127.0.0.1:8080",
    "::, http://127.0.0.1:8080",
    "::1, http://[::1]:8080",
    "[::1], http://[::1]:8080",
    "192.168.7.5, http://192.168.7.5:8080"
  })
  void itIsWhereTheApiListens(String host, String url) {
    assertThat(ApiAddress.of(new LedgerSettings.Api(host, 8080, "*", 10_000))).isEqualTo(url);
  }
}
