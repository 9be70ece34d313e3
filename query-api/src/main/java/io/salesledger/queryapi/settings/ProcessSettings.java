package io.salesledger.queryapi.settings;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.SettingsLoader;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The settings of this process: system properties, environment, file, defaults. */
public final class ProcessSettings {
  /** By this property whoever launched the process finds it again; it sets nothing. */
  private static final String LAUNCHER_MARK = "ledger.part";

  private ProcessSettings() {}

  /**
   * Reads and checks them.
   *
   * @throws LedgerFailure for a key or value that is wrong
   */
  public static LedgerSettings load() {
    Map<String, String> options = new TreeMap<>();
    for (String name : System.getProperties().stringPropertyNames()) {
      if (name.startsWith("ledger.") && !name.equals(LAUNCHER_MARK)) {
        options.put(name, System.getProperty(name, ""));
      }
    }
    return SettingsLoader.load(options, System.getenv(), Path.of(""));
  }
}
