package dev.jawa.it;

import static dev.jawa.it.PrivateContainerd.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.it.Collector.Received;
import dev.jawa.it.Jawa.Ended;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// What the shim's daemon tells those who watch it: a collector of traces, and Prometheus.
@ParameterizedClass
@MethodSource("platforms")
@Timeout(180)
class ObservabilityIT extends PlatformTests {

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String CALLER = "b7ad6b7169203331";

  private Collector collector;
  private int management;

  @BeforeParameterizedClassInvocation
  void start() throws Exception {
    require(version);
    collector = Collector.start();
    management = freePort();
    containerd =
        PrivateContainerd.start(
            version,
            Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                collector.endpoint(),
                "OTEL_BSP_SCHEDULE_DELAY",
                "100",
                "TRACEPARENT",
                "00-" + TRACE + "-" + CALLER + "-01",
                "MANAGEMENT_SERVER_PORT",
                Integer.toString(management)),
            shim);
    rootfs = rootfs();
    Files.copy(Jawa.HELLO_HTTP, rootfs.resolve("hello-http.wasm"));
    Files.copy(Jawa.COUNT_LINES, rootfs.resolve("count-lines.wasm"));
  }

  @Override
  void beforeStop() {
    collector.close();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private Ended ended(List<String> options, String id, String program) {
    return containerd.ctr(run(options, id, program));
  }

  private static HttpResponse<String> get(int port, String path, String... headers)
      throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
      if (headers.length > 0) {
        request.headers(headers);
      }
      return client.send(request.build(), BodyHandlers.ofString());
    }
  }

  private static boolean isOf(Received span, String container) {
    return container.equals(span.attributes().get("container.id"));
  }

  @Test
  void tracesACommandFromItsStartToItsEnd() throws Exception {
    assertThat(ended(List.of("--rm"), "command", "/count-lines.wasm"))
        .isEqualTo(new Ended(0, "0 -\n", ""));
    Received start = collector.await("start", span -> isOf(span, "command"));
    Received create = collector.await("create", span -> isOf(span, "command"));
    Received ran = collector.await("run", span -> isOf(span, "command"));
    assertThat(List.of(create.trace(), ran.trace())).containsOnly(start.trace());
    switch (version) {
      case INSTALLED -> {
        assertThat(start.trace()).isEqualTo(TRACE);
        assertThat(start.parent()).isEqualTo(CALLER);
      }
      // It hears of the collector too and traces its own calls, in traces of its own.
      case V2_4, MENDED -> assertThat(collector.awaitParentOf(start).name()).contains("Create");
    }
    assertThat(create.parent()).isEqualTo(start.id());
    assertThat(ran.parent()).isEqualTo(create.id());
    assertThat(ran.attributes()).containsEntry("process.exit.code", "0");
  }

  @Test
  void tracesARequestAsPartOfItsClients() throws Exception {
    int port = server("traced");
    String trace = "11111111111111112222222222222222";
    get(port, "/env?a=b", "traceparent", "00-" + trace + "-3333333344444444-01");
    Received request = collector.await("GET", span -> span.trace().equals(trace));
    assertThat(request.parent()).isEqualTo("3333333344444444");
    assertThat(request.attributes())
        .containsEntry("http.request.method", "GET")
        .containsEntry("url.path", "/env")
        .containsEntry("http.response.status_code", "200");
    Received instance = collector.await("instance", span -> span.trace().equals(trace));
    assertThat(instance.parent()).isEqualTo(request.id());

    get(port, "/trap");
    Received failed =
        collector.await("GET", span -> "/trap".equals(span.attributes().get("url.path")));
    assertThat(failed.parent()).isEmpty();
  }

  private int server(String id) throws Exception {
    int port = freePort();
    Ended ended =
        ended(
            List.of(
                "--detach",
                "--net-host",
                "--env",
                "WASMTIME_HTTP_PROXY_SOCKET_ADDR=127.0.0.1:" + port),
            id,
            "/hello-http.wasm");
    assertThat(ended).isEqualTo(new Ended(0, "", ""));
    return port;
  }

  @Test
  void showsEachContainerToPrometheusAsLongAsItIsThere() throws Exception {
    int port = server("counted");
    get(port, "/");
    get(port, "/nowhere");
    String of = "{container=\"counted\",namespace=\"default\"";
    eventually(
        "its requests are counted",
        () ->
            scraped().contains("jawa_container_http_requests_total" + of + ",status=\"2xx\"} 1.0")
                && scraped().contains(",status=\"4xx\"} 1.0"));
    assertThat(scraped())
        .contains(
            "jawa_container_memory_bytes" + of,
            "jawa_container_cpu_seconds_total" + of,
            "jawa_container_http_duration_seconds_count" + of + "} 2");
    containerd.ctr("task", "rm", "--force", "counted");
    eventually("it is gone", () -> !scraped().contains("counted"));
  }

  /// Empty as long as the port is not there.
  private String scraped() {
    try {
      return get(management, "/actuator/prometheus").body();
    } catch (IOException e) {
      return "";
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
