package org.genhowto.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.genhowto.schemas.BlobRef;
import org.junit.jupiter.api.Test;

class GatewayFilesTest extends GatewayFixture {
  @Test
  void images_come_from_the_blob_store_and_never_change() throws Exception {
    byte[] png = image("png", 20, 20);
    BlobRef blob = platform.blobs().put(png, "image/png");
    BlobRef other = platform.blobs().put("some other file".getBytes(UTF_8), "text/plain");
    String path = "/v1/images/" + blob.getSha256();

    HttpResponse<byte[]> response =
        http.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofByteArray());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(png);
    assertThat(response.headers().firstValue("Content-Type")).contains("image/png");
    assertThat(response.headers().firstValue("Cache-Control").orElseThrow()).contains("immutable");
    String etag = response.headers().firstValue("ETag").orElseThrow();
    assertThat(send(request(path).header("If-None-Match", etag).GET()).statusCode()).isEqualTo(304);
    assertThat(get("/v1/images/" + other.getSha256()).statusCode()).isEqualTo(404);
    assertThat(get("/v1/images/" + "0".repeat(64)).statusCode()).isEqualTo(404);
    assertProblem(get("/v1/images/..%2f..%2fsecret"), 404, null, "There is no image");
    assertThat(get("/v1/images/abc").statusCode()).isEqualTo(404);
  }

  @Test
  void health_and_numbers_are_told_and_further_routes_are_served() throws Exception {
    platform.telemetry().worker("generator").emitted();

    assertThat(get("/healthz").statusCode()).isEqualTo(200);
    assertThat(get("/readyz").body()).contains("\"gateway\":\"ready\"");
    assertThat(get("/metrics").body()).contains("genhowto_worker_records_total");
    assertThat(get("/extra").body()).isEqualTo("more");
    assertProblem(get("/nowhere"), 404, null, "");
  }
}
