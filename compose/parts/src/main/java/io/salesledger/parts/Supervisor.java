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
  private static final String PORT_ARGUMENT = "-Dworker.port=";
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
    List<String> ofWorkers = List.of(workerMarker(daemon.data()));
    return daemon
        .spec(
            "Storm supervisor",
            ports.supervisor(),
            "org.apache.storm.daemon.supervisor.Supervisor",
            HEAP_MEGABYTES,
            ofWorkers)
        .withLastPreparation(
            () -> new WorkerPids(daemon.data()).keepOnly(() -> MarkedProcesses.find(ofWorkers)));
  }

  /** The worker processes that run now, without the processes that write their logs. */
  public List<ProcessHandle> workers() {
    return workers(process().spec().folder());
  }

  /** The worker processes that run now, of a supervisor that has its data in this folder. */
  public static List<ProcessHandle> workers(Path folder) {
    Path local = folder.toAbsolutePath().normalize().resolve("data");
    return MarkedProcesses.find(List.of(workerMarker(local))).stream()
        .filter(process -> MarkedProcesses.arguments(process).contains(WORKER_MAIN))
        .filter(process -> !MarkedProcesses.arguments(process).contains(LOG_WRITER_MAIN))
        .toList();
  }

  /** The port of such a worker; 0 if it cannot be told. */
  public static int portOf(ProcessHandle worker) {
    return MarkedProcesses.arguments(worker).stream()
        .filter(argument -> argument.startsWith(PORT_ARGUMENT))
        .map(argument -> Integer.parseInt(argument.substring(PORT_ARGUMENT.length())))
        .findFirst()
        .orElse(0);
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
