package io.salesledger.queryapi.support;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.parts.JavaCommand;
import io.salesledger.parts.LoopbackPorts;
import io.salesledger.parts.PartProcess;
import io.salesledger.parts.PartSpec;
import io.salesledger.parts.Readiness;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The service's real jar as a process of its own, asked over HTTP. */
public final class ApiProcess implements AutoCloseable {
  static final int HEAP_MEGABYTES = 128;

  private final PartProcess process;
  private final HttpClient client = HttpClient.newHttpClient();

  private ApiProcess(PartProcess process) {
    this.process = process;
  }

  /** Starts it and waits until it answers. */
  public static ApiProcess start(Path folder, Map<String, String> settings) {
    return start(folder, settings, HEAP_MEGABYTES);
  }

  static ApiProcess start(Path folder, Map<String, String> settings, int heapMegabytes) {
    return new ApiProcess(
        PartProcess.start(spec(folder, settings, heapMegabytes), PartProcess.WhenParentDies.END));
  }

  /** Starts it and waits until it has refused to run; what it said. */
  public static String refusal(Path folder, Map<String, String> settings) throws IOException {
    PartSpec spec = spec(folder, settings);
    try (PartProcess started = PartProcess.start(spec, PartProcess.WhenParentDies.END)) {
      throw new AssertionError(started.spec().name() + " runs, but should have refused to");
    } catch (LedgerFailure refused) {
      return String.valueOf(refused.getMessage()).lines().findFirst().orElse("")
          + "\n"
          + Files.readString(spec.log());
    }
  }

  public static PartSpec spec(Path folder, Map<String, String> settings) {
    return spec(folder, settings, HEAP_MEGABYTES);
  }

  private static PartSpec spec(Path folder, Map<String, String> settings, int heapMegabytes) {
    int port = LoopbackPorts.free();
    Path own = folder.resolve("api");
    JavaCommand java = new JavaCommand(JavaCommand.marker(own), heapMegabytes);
    java.property("ledger.api.port", port);
    settings.forEach(java::property);
    return new PartSpec(
        "query API",
        port,
        own,
        own.resolve("api.log"),
        java.jar(Path.of(System.getProperty("ledger.api.jar", ""))),
        Map.of(),
        PartSpec.Preparation.none(),
        Readiness.http(URI.create("http://127.0.0.1:" + port + "/q/health/live")),
        Duration.ofSeconds(60),
        List.of(JavaCommand.marker(own)));
  }

  /** Its address. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + process.spec().port());
  }

  /** Ends it at once. */
  public void kill() {
    process.kill();
  }

  /** Starts it again at the same address. */
  public void restart() {
    process.restart();
  }

  /** What it has written so far. */
  public String log() throws IOException {
    return Files.readString(process.spec().log(), StandardCharsets.UTF_8);
  }

  /** The body of a successful answer. */
  public String body(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer = get(path);
    if (answer.statusCode() != 200) {
      throw new AssertionError(path + " gave " + answer.statusCode() + ": " + answer.body());
    }
    return answer.body();
  }

  /** An answer, whatever it is; headers are names and values in turn. */
  public HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    return send("GET", path, headers);
  }

  public HttpResponse<String> send(String method, String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address().resolve(path))
            .timeout(Duration.ofSeconds(30))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    process.close();
  }
}
