package io.salesledger.parts;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.apache.storm.security.auth.ReqContext;
import org.apache.storm.security.auth.SimpleTransportPlugin;
import org.apache.storm.security.auth.ThriftConnectionType;
import org.apache.storm.thrift.TException;
import org.apache.storm.thrift.TProcessor;
import org.apache.storm.thrift.protocol.TBinaryProtocol;
import org.apache.storm.thrift.protocol.TProtocol;
import org.apache.storm.thrift.server.THsHaServer;
import org.apache.storm.thrift.server.TServer;
import org.apache.storm.thrift.transport.TNonblockingServerSocket;
import org.apache.storm.thrift.transport.TTransportException;

/**
 * Storm's plain transport, listening on the loopback address only. Storm's own listens on all
 * addresses, and whoever reaches Nimbus may run code. Loaded by Storm's daemons and workers, never
 * by the ledger's own processes.
 */
public final class LoopbackTransport extends SimpleTransportPlugin {
  private static final int NO_READ_LIMIT = -1;
  private int port;

  @Override
  public TServer getServer(TProcessor processor) throws IOException, TTransportException {
    ThriftConnectionType connection = type;
    TNonblockingServerSocket socket =
        new TNonblockingServerSocket(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), connection.getPort(topoConf)));
    port = socket.getPort();
    int maxBufferBytes = connection.getMaxBufferSize(topoConf);
    THsHaServer.Args arguments =
        new THsHaServer.Args(socket)
            .processor(new LocalCaller(processor))
            .maxWorkerThreads(connection.getNumThreads(topoConf))
            .protocolFactory(
                new TBinaryProtocol.Factory(false, true, maxBufferBytes, NO_READ_LIMIT));
    arguments.maxReadBufferBytes = maxBufferBytes;
    return new THsHaServer(arguments);
  }

  @Override
  public int getPort() {
    return port;
  }

  /** Tells Storm who calls: this machine. */
  private record LocalCaller(TProcessor wrapped) implements TProcessor {
    @Override
    public void process(TProtocol in, TProtocol out) throws TException {
      ReqContext.context().setRemoteAddress(InetAddress.getLoopbackAddress());
      ReqContext.context().setSubject(null);
      wrapped.process(in, out);
    }
  }
}
