package io.salesledger.parts;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Tells whether a part can be used. Asked again and again by one thread until it says yes. */
@FunctionalInterface
public interface Readiness {
  /** Whether it is ready now; never throws for a part that is not. */
  boolean isReady() throws InterruptedException;

  /** Ready when this loopback port accepts a connection. */
  static Readiness port(int port) {
    return () -> {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
        return true;
      } catch (IOException e) {
        return false;
      }
    };
  }

  /** Ready when a Redis on this loopback port has loaded its data and answers commands. */
  static Readiness redis(int port) {
    return () -> {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
        socket.setSoTimeout(1000);
        socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
        byte[] answer = socket.getInputStream().readNBytes(5);
        return new String(answer, StandardCharsets.US_ASCII).equals("+PONG");
      } catch (IOException e) {
        return false;
      }
    };
  }

  /** Ready when this address answers a GET with status 200. */
  static Readiness http(URI address) {
    // A server may lose a body where it turns to HTTP/2; only headers have the request's timeout.
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(1))
            .build();
    HttpRequest request = HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(5)).build();
    return () -> {
      try {
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
      } catch (IOException e) {
        return false;
      }
    };
  }
}
