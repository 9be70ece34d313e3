package io.salesledger.bench;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import io.salesledger.contract.LedgerFailure;
import java.io.IOException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * How many bytes the broker has handed out of a topic, as its own metrics tell: the moment at which
 * a contender gets its first payment, the same for all and told by none of them. For one thread.
 */
final class BytesOut implements AutoCloseable {
  private static final String METRIC =
      "kafka.server:type=BrokerTopicMetrics,name=BytesOutPerSec,topic=";

  private final JMXConnector connector;
  private final MBeanServerConnection broker;

  private BytesOut(JMXConnector connector, MBeanServerConnection broker) {
    this.connector = connector;
    this.broker = broker;
  }

  /** Of the broker with this process number. */
  @SuppressWarnings("BanJNDI") // the address is that of our own broker, told by its own JVM
  static BytesOut of(long brokerPid) {
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(brokerPid));
      try {
        JMXConnector connector =
            JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
        return new BytesOut(connector, connector.getMBeanServerConnection());
      } finally {
        machine.detach();
      }
    } catch (IOException | AttachNotSupportedException e) {
      throw LedgerFailure.failed(
          "cannot read the broker's metrics: " + LedgerFailure.rootMessage(e), e);
    }
  }

  /** Handed out of this topic so far. */
  long of(String topic) {
    try {
      return ((Number) broker.getAttribute(new ObjectName(METRIC + topic), "Count")).longValue();
    } catch (InstanceNotFoundException e) {
      // The broker makes the metric with the first byte.
      return 0;
    } catch (JMException | IOException e) {
      throw LedgerFailure.failed(
          "cannot read the broker's metrics: " + LedgerFailure.rootMessage(e), e);
    }
  }

  @Override
  public void close() {
    try {
      connector.close();
    } catch (IOException e) {
      // The broker may be gone already.
    }
  }
}
