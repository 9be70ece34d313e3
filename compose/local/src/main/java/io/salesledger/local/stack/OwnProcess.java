package io.salesledger.local.stack;

import io.salesledger.parts.JavaCommand;
import io.salesledger.parts.PartsHome;
import java.util.List;

/** This program once more, in a process of its own: same classes, same installation. */
public final class OwnProcess {
  private static final String MAIN = "io.salesledger.local.LedgerCommand";
  private static final List<String> HANDED_ON =
      List.of(
          Installation.PROPERTY,
          PartsHome.PROPERTY,
          "log4j2.configurationFile",
          "org.apache.avro.SERIALIZABLE_PACKAGES");

  private final JavaCommand java;

  private OwnProcess(JavaCommand java) {
    this.java = java;
  }

  /** One in such a JVM. */
  public static OwnProcess with(JavaCommand java) {
    for (String property : HANDED_ON) {
      String value = System.getProperty(property);
      if (value != null) {
        java.property(property, value);
      }
    }
    return new OwnProcess(java);
  }

  /** Its command line, for these arguments of the ledger command. */
  public List<String> command(List<String> arguments) {
    return java.main(System.getProperty("java.class.path"), MAIN, arguments.toArray(String[]::new));
  }
}
