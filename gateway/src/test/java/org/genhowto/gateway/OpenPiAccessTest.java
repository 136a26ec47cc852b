package org.genhowto.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.MockProducer;
import org.genhowto.gateway.access.AccessSettings;
import org.genhowto.gateway.access.Tokens;
import org.genhowto.gateway.http.TlsSettings;
import org.genhowto.gateway.openpi.OpenPi;
import org.genhowto.runtime.config.Configuration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.msgpack.core.MessagePack;

/** Who gets the websocket, where tokens are asked for. */
@Timeout(60)
class OpenPiAccessTest extends GatewayFixture {
  private static final String ARM = Tokens.random();

  @TempDir Path secrets;

  private final OpenPi openPi = OpenPi.of(Configuration.of(Map.of()));

  @Override
  Gateway gateway(MockProducer<byte[], byte[]> to, Duration sendTimeout) {
    Path tokens = secrets.resolve("tokens");
    try {
      Files.writeString(tokens, Tokens.line("arm", ARM));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Gateway(
        settings(sendTimeout, EDGE, TlsSettings.NONE, new AccessSettings(Optional.of(tokens), 5)),
        platform,
        new GatewayClients(consumer, to, queue),
        List.of(openPi));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Api-Key ", "Bearer "})
  void a_token_opens_it_in_either_form(String kind) throws Exception {
    BlockingQueue<Object> heard = new LinkedBlockingQueue<>();

    WebSocket socket = open(kind + ARM, heard);

    Object metadata = heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(metadata).isInstanceOf(ByteBuffer.class);
    try (var unpacker = MessagePack.newDefaultUnpacker((ByteBuffer) metadata)) {
      assertThat(unpacker.unpackValue().toString()).contains("image_key");
    }
    socket.abort();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Api-Key x", "Bearer x", "Basic YTpi"})
  void without_one_it_stays_closed(String authorization) {
    assertThat(refusal(authorization)).isEqualTo(401);
  }

  @Test
  void http_takes_the_same_forms() throws Exception {
    assertThat(
            send(request("/v1/generations").header("Authorization", "Api-Key " + ARM).GET())
                .statusCode())
        .isEqualTo(200);
  }

  private int refusal(String authorization) {
    try {
      open(authorization, new LinkedBlockingQueue<>()).abort();
      return 101;
    } catch (CompletionException e) {
      if (e.getCause() instanceof WebSocketHandshakeException refused) {
        return refused.getResponse().statusCode();
      }
      throw e;
    }
  }

  private WebSocket open(String authorization, BlockingQueue<Object> heard) {
    WebSocket.Builder builder = http.newWebSocketBuilder();
    if (!authorization.isEmpty()) {
      builder.header("Authorization", authorization);
    }
    return builder
        .buildAsync(
            URI.create("ws://127.0.0.1:%d/v1/openpi".formatted(gateway.port())),
            new WebSocket.Listener() {
              @Override
              public @Nullable CompletionStage<?> onBinary(
                  WebSocket from, ByteBuffer part, boolean last) {
                heard.add(ByteBuffer.allocate(part.remaining()).put(part).flip());
                return null;
              }
            })
        .join();
  }
}
