package io.salesledger.parts;

import io.salesledger.contract.LedgerSettings.StormPorts;
import java.nio.file.Path;
import java.util.List;

/**
 * Storm's supervisor: starts and restarts workers. {@link #kill()} leaves the workers running, as
 * in life; {@link #stop()} and {@link #close()} end them too.
 */
public final class Supervisor extends RunningPart {
  private static final int HEAP_MEGABYTES = 64;
  private static final String WORKER_MAIN = "org.apache.storm.daemon.worker.Worker";
  private static final String LOG_WRITER_MAIN = "org.apache.storm.LogWriter";

  private Supervisor(PartSpec spec) {
    super(spec);
  }

  /** One on these ports, with its data in a folder of its own below {@code folder}. */
  public static Supervisor start(Path folder, StormPorts ports) {
    return new Supervisor(spec(PartsHome.located(), folder.resolve("supervisor"), ports));
  }

  /** How it is run. */
  public static PartSpec spec(PartsHome home, Path folder, StormPorts ports) {
    StormDaemon daemon = new StormDaemon(home, folder, ports);
    return daemon.spec(
        "Storm supervisor",
        ports.supervisor(),
        "org.apache.storm.daemon.supervisor.Supervisor",
        HEAP_MEGABYTES,
        List.of(workerMarker(daemon.data())));
  }

  /** The worker processes that run now, without the processes that write their logs. */
  public List<ProcessHandle> workers() {
    return workers(process().spec());
  }

  /** The worker processes of such a supervisor that run now. */
  public static List<ProcessHandle> workers(PartSpec spec) {
    return MarkedProcesses.find(List.of(workerMarker(spec.folder().resolve("data")))).stream()
        .filter(process -> MarkedProcesses.arguments(process).contains(WORKER_MAIN))
        .filter(process -> !MarkedProcesses.arguments(process).contains(LOG_WRITER_MAIN))
        .toList();
  }

  /** The folder of the workers' logs: {@code <topologyId>/<port>/worker.log}. */
  public Path workerLogs() {
    return process().spec().folder().resolve("logs/workers-artifacts");
  }

  // Storm gives this argument to each worker and to the process that writes its log.
  private static String workerMarker(Path localFolder) {
    return "-Dstorm.local.dir=" + localFolder;
  }
}
