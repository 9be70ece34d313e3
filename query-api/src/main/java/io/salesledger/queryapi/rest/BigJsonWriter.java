package io.salesledger.queryapi.rest;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/**
 * Writes a big answer piece by piece, as fast as its asker takes it: written at once each asker
 * would have two copies of his own. Blocks no thread.
 */
@Provider
public final class BigJsonWriter implements ServerMessageBodyWriter<BigJson> {
  private static final int PIECE_BYTES = 32 * 1024;

  @Override
  public boolean isWriteable(
      Class<?> type, Type genericType, ResteasyReactiveResourceInfo target, MediaType mediaType) {
    return type == BigJson.class;
  }

  @Override
  public boolean isWriteable(
      Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
    return type == BigJson.class;
  }

  @Override
  public void writeResponse(BigJson body, Type genericType, ServerRequestContext context)
      throws WebApplicationException, IOException {
    ServerHttpResponse response = context.serverResponse();
    response.setResponseHeader("Content-Length", Integer.toString(body.length()));
    new Writing(body, response).begin();
  }

  @Override
  public void writeTo(
      BigJson body,
      Class<?> type,
      Type genericType,
      Annotation[] annotations,
      MediaType mediaType,
      MultivaluedMap<String, Object> httpHeaders,
      OutputStream out)
      throws IOException {
    for (int from = 0; from < body.length(); from += PIECE_BYTES) {
      out.write(body.piece(from, PIECE_BYTES));
    }
  }

  /** One asker's way through the answer; on his connection's own thread only. */
  private static final class Writing {
    private final BigJson body;
    private final ServerHttpResponse response;
    private int written;

    Writing(BigJson body, ServerHttpResponse response) {
      this.body = body;
      this.response = response;
    }

    void begin() {
      response.addDrainHandler(this::more);
      more();
    }

    private void more() {
      while (written < body.length() && !response.closed() && !response.isWriteQueueFull()) {
        byte[] piece = body.piece(written, PIECE_BYTES);
        written += piece.length;
        if (written == body.length()) {
          response.end(piece);
        } else {
          response.write(piece);
        }
      }
    }
  }
}
