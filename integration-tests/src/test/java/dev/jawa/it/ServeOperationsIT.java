package dev.jawa.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jawa.it.Jawa.Ended;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// What an operator does with `jawa serve`.
@ParameterizedClass
@ValueSource(strings = {"chicory", "graalwasm"})
class ServeOperationsIT {

  private static final Path OTHER =
      Path.of(System.getProperty("jawa.shared")).resolve("components/hello_wasi_http.wasm");
  private static final String OWN_TEXT = "Hello from a component on the JVM!\n";
  private static final String OTHER_TEXT = "Hello, this is your first wasi:http/proxy world!\n";

  @TempDir private Path folder;
  @Parameter private String engine;
  private Jawa jawa;

  @BeforeEach
  void findDistribution() {
    jawa = new Jawa(folder, engine);
  }

  @Test
  void takesASocketThatListensAlready() throws Exception {
    try (Serving serving = Serving.startWithSocket(jawa, Jawa.HELLO_HTTP.toString())) {
      assertThat(serving.get("/").body()).isEqualTo(OWN_TEXT);
      serving.signal("TERM");
      assertThat(serving.ended()).isEqualTo(143);
    }
    Ended none = jawa.run("serve", "--addr", "fd:97", Jawa.HELLO_HTTP.toString());
    assertThat(none.code()).isEqualTo(1);
    assertThat(none.err()).contains("cannot listen on fd:97: there is no socket under this number");
  }

  @Test
  void losesNoRequestWhenItEndsUnderLoad() throws Exception {
    assumeTrue(Tools.onPath("wrk"), "wrk is not installed");
    try (Serving serving = Serving.start(jawa, Jawa.HELLO_HTTP.toString())) {
      CompletableFuture<String> report = new CompletableFuture<>();
      Thread.ofVirtual()
          .start(() -> {
            try {
              report.complete(
                  Tools.run(
                      folder,
                      Map.of(),
                      "wrk",
                      "-c20",
                      "-t1",
                      "-d6s",
                      "--timeout",
                      "60s",
                      serving.uri.toString()));
            } catch (Exception e) {
              report.completeExceptionally(e);
            }
          });
      // GraalWasm makes an instance for each, by an interpreter at first.
      awaitInstance(serving, engine.equals("chicory") ? 3_000 : 60);
      serving.signal("TERM");

      assertThat(serving.ended()).isEqualTo(143);
      // Nobody who was heard goes without an answer. Who comes later finds nobody, which wrk counts
      // as errors of connecting or writing; DrainTest of http-proxy tells those apart.
      assertThat(report.get(60, TimeUnit.SECONDS))
          .doesNotContain("Non-2xx")
          .containsPattern("(?s)(read 0, write \\d+, timeout 0|^((?!Socket errors).)*$)");
    }
  }

  private static void awaitInstance(Serving serving, int number) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (System.nanoTime() < end) {
      String line = serving.get("/env").body().lines().findFirst().orElse("");
      if (Integer.parseInt(line.replace("INSTANCE_ID=", "")) >= number) {
        return;
      }
    }
    throw new AssertionError("fewer than " + number + " requests in a minute");
  }

  @Test
  void loadsAComponentAnewAndKeepsTheOldOneWhenItCannot() throws Exception {
    assumeTrue(Files.exists(OTHER), "shared components are not here");
    Path app = Files.copy(Jawa.HELLO_HTTP, folder.resolve("app.wasm"));
    try (Serving serving = Serving.start(jawa, app.toString())) {
      assertThat(serving.get("/").body()).isEqualTo(OWN_TEXT);

      Files.write(app, Files.readAllBytes(OTHER));
      serving.signal("HUP");
      assertThat(errLine(serving)).isEqualTo("Reloaded " + app);
      assertThat(serving.get("/").body()).isEqualTo(OTHER_TEXT);

      Files.writeString(app, "\0asm and nothing else");
      serving.signal("HUP");
      assertThat(errLine(serving)).contains("not reloaded, the old version stays", "app.wasm");
      assertThat(serving.get("/").body()).isEqualTo(OTHER_TEXT);
    }
  }

  /// The next line but for GraalWasm's note that it cannot use instances again, once for each
  /// component.
  private static String errLine(Serving serving) throws Exception {
    String line = serving.errLine();
    return line.contains("every request gets a new instance") ? serving.errLine() : line;
  }

  @Test
  void noticesByItselfThatAFileHasChanged() throws Exception {
    assumeTrue(Files.exists(OTHER), "shared components are not here");
    Path app = Files.copy(Jawa.HELLO_HTTP, folder.resolve("app.wasm"));
    try (Serving serving = Serving.start(jawa, "--watch", app.toString())) {
      assertThat(serving.get("/").body()).isEqualTo(OWN_TEXT);
      Files.write(app, Files.readAllBytes(OTHER));
      assertThat(errLine(serving)).isEqualTo("Reloaded " + app);
      assertThat(serving.get("/").body()).isEqualTo(OTHER_TEXT);
    }
  }

  @Test
  void hasSeveralComponentsBehindOneListener() throws Exception {
    assumeTrue(Files.exists(OTHER), "shared components are not here");
    try (Serving serving =
        Serving.start(jawa, "--route", "/other=" + OTHER, Jawa.HELLO_HTTP.toString())) {
      assertThat(serving.get("/").body()).isEqualTo(OWN_TEXT);
      assertThat(serving.get("/other/x").body()).isEqualTo(OTHER_TEXT);
      assertThat(serving.get("/others").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void writesAnAccessLog() throws Exception {
    Path log = folder.resolve("access.log");
    try (Serving serving =
        Serving.start(
            jawa,
            "--access-log",
            log.toString(),
            "--access-log-format",
            "json",
            "--request-id-header",
            "x-request-id",
            Jawa.HELLO_HTTP.toString())) {
      HttpResponse<String> answer = serving.get("/nothing?a=b");
      serving.signal("TERM");
      assertThat(serving.ended()).isEqualTo(143);

      assertThat(Files.readString(log))
          .contains("\"target\":\"/nothing?a=b\"", "\"status\":404", "\"client\":\"127.0.0.1\"")
          .contains(answer.headers().firstValue("x-request-id").orElseThrow())
          .hasLineCount(1);
    }
  }

  @Test
  void saysInOneLineWhatItLacksForTls() throws Exception {
    Ended ended = jawa.run("serve", "--tls-cert", "/no.pem", Jawa.HELLO_HTTP.toString());

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).contains("TLS needs both tls-cert and tls-key").hasLineCount(1);
  }

  @Test
  void showsItsHealthAndItsMetrics() throws Exception {
    int port = freePort();
    Map<String, String> environment = Map.of("MANAGEMENT_SERVER_PORT", Integer.toString(port));
    try (Serving serving = Serving.start(jawa, environment, Jawa.HELLO_HTTP.toString())) {
      assertThat(serving.get("/").statusCode()).isEqualTo(200);
      assertThat(ask(port, "/actuator/health/readiness")).contains("\"status\":\"UP\"");
      assertThat(ask(port, "/actuator/prometheus"))
          .contains("jawa_http_requests_total{status=\"2xx\"} 1.0")
          .contains("jawa_http_connections", "jvm_memory_used_bytes");
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /// The management port opens some time after the listener.
  private static String ask(int port, String path) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    try (HttpClient client = HttpClient.newHttpClient()) {
      while (true) {
        try {
          URI uri = URI.create("http://127.0.0.1:" + port + path);
          HttpResponse<String> answer =
              client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
          if (answer.statusCode() == 200 || System.nanoTime() > end) {
            return answer.body();
          }
        } catch (ConnectException notYet) {
          assertThat(System.nanoTime()).as("it opens in a minute").isLessThan(end);
        }
      }
    }
  }
}
