package dev.jawa.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jawa.it.Jawa.Ended;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `jawa serve` as a user types it.
@ParameterizedClass
@ValueSource(strings = {"chicory", "graalwasm"})
class ServeIT {

  private static final Path SHARED = Path.of(System.getProperty("jawa.shared"));
  private static final String HELLO = Jawa.HELLO_HTTP.toString();

  @TempDir private Path folder;
  @Parameter private String engine;
  private Jawa jawa;

  @BeforeEach
  void findDistribution() {
    jawa = new Jawa(folder, engine);
  }

  @Test
  void answersWithTheComponentsOwnText() throws Exception {
    try (Serving serving = Serving.start(jawa, HELLO)) {
      HttpResponse<String> answer = serving.get("/");

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("content-type")).hasValue("text/plain; charset=utf-8");
      assertThat(answer.body()).isEqualTo("Hello from a component on the JVM!\n");
      assertThat(serving.get("/nothing").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void servesAComponentOfSomebodyElse() throws Exception {
    Path component = SHARED.resolve("components/hello_wasi_http.wasm");
    assumeTrue(Files.exists(component), "shared components are not here");
    try (Serving serving = Serving.start(jawa, component.toString())) {
      assertThat(serving.get("/").body())
          .isEqualTo("Hello, this is your first wasi:http/proxy world!\n");
    }
  }

  @Test
  void sendsABodyBackWhileItArrives() throws Exception {
    String body = "0123456789abcdef".repeat(40_000);
    try (Serving serving = Serving.start(jawa, HELLO)) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(serving.uri.resolve("/echo")).POST(BodyPublishers.ofString(body));
      HttpResponse<String> answer = serving.send(request);

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo(body);
    }
  }

  @Test
  void givesEachRequestAnInstanceWithItsNumber() throws Exception {
    try (Serving serving = Serving.start(jawa, "--env", "A=b", HELLO)) {
      assertThat(serving.get("/env").body()).isEqualTo("A=b\nINSTANCE_ID=0\n");
      assertThat(serving.get("/env").body()).isEqualTo("A=b\nINSTANCE_ID=1\n");
    }
  }

  @Test
  void prefixesWhatTheGuestPrints() throws Exception {
    try (Serving serving = Serving.start(jawa, HELLO)) {
      assertThat(serving.get("/log").body()).isEqualTo("logged\n");
      assertThat(serving.errLine()).isEqualTo("stderr [0] :: a line on stderr");
      serving.signal("TERM");
      assertThat(serving.out.get()).isEqualTo("stdout [0] :: a line on stdout\n");
    }
  }

  @Test
  void leavesLinesAsTheyAreWhenAsked() throws Exception {
    try (Serving serving = Serving.start(jawa, "--no-logging-prefix", HELLO)) {
      assertThat(serving.get("/log").body()).isEqualTo("logged\n");
      assertThat(serving.errLine()).isEqualTo("a line on stderr");
      serving.signal("TERM");
      assertThat(serving.out.get()).isEqualTo("a line on stdout\n");
    }
  }

  @Test
  void answers500AfterATrapAndGoesOn() throws Exception {
    try (Serving serving = Serving.start(jawa, "--no-logging-prefix", HELLO)) {
      assertThat(serving.get("/trap").statusCode()).isEqualTo(500);
      assertThat(serving.get("/").statusCode()).isEqualTo(200);
      String line;
      do {
        line = serving.errLine();
      } while (!line.startsWith("request [0] failed"));
      assertThat(line).isEqualTo("request [0] failed: wasm trap: unreachable");
      assertThat(serving.errLine()).isEqualTo("wasm backtrace:");
    }
  }

  @ParameterizedTest
  @CsvSource({"INT,0", "TERM,143"})
  void endsAfterASignal(String signal, int code) throws Exception {
    try (Serving serving = Serving.start(jawa, HELLO)) {
      assertThat(serving.get("/").statusCode()).isEqualTo(200);
      serving.signal(signal);
      assertThat(serving.ended()).isEqualTo(code);
    }
  }

  @Test
  void finishesWhatIsInFlightBeforeItEnds() throws Exception {
    try (Serving serving = Serving.start(jawa, HELLO);
        Socket socket = new Socket("127.0.0.1", serving.uri.getPort())) {
      socket.getOutputStream().write(head("POST /echo").getBytes());
      socket.getOutputStream().write("3\r\nabc\r\n".getBytes());
      byte[] begun = socket.getInputStream().readNBytes(12);
      assertThat(new String(begun)).isEqualTo("HTTP/1.1 200");
      serving.signal("TERM");
      assertThat(awaitRefusal(serving)).isTrue();
      socket.getOutputStream().write("3\r\ndef\r\n0\r\n\r\n".getBytes());

      assertThat(new String(socket.getInputStream().readAllBytes())).contains("abc", "def");
      assertThat(serving.ended()).isEqualTo(143);
    }
  }

  private static String head(String start) {
    return start + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  }

  /// New connections are refused soon after the signal.
  private static boolean awaitRefusal(Serving serving) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (System.nanoTime() < end) {
      try (Socket socket = new Socket("127.0.0.1", serving.uri.getPort())) {
        Thread.onSpinWait();
      } catch (IOException e) {
        return true;
      }
    }
    return false;
  }

  @Test
  void endsWhenSomebodyConnectsToTheShutdownAddress() throws Exception {
    try (Serving serving = Serving.start(jawa, "--shutdown-addr", "127.0.0.1:0", HELLO)) {
      String line = serving.errLine();
      assertThat(line).startsWith("Listening for shutdown on tcp://127.0.0.1:").endsWith("/");
      String port = line.substring(line.lastIndexOf(':') + 1, line.length() - 1);
      new Socket("127.0.0.1", Integer.parseInt(port)).close();
      assertThat(serving.ended()).isZero();
    }
  }

  @Test
  void saysInOneLineThatThePortIsTaken() throws Exception {
    try (Serving serving = Serving.start(jawa, HELLO)) {
      String address = "127.0.0.1:" + serving.uri.getPort();
      Ended ended = jawa.run("serve", "--addr", address, HELLO);

      assertThat(ended.code()).isEqualTo(1);
      // An engine that cannot put instances back has said so before.
      assertThat(ended.err().lines())
          .filteredOn(line -> !line.contains("every request gets a new instance"))
          .singleElement()
          .asString()
          .startsWith("jawa: ")
          .contains(address, "address already in use", "choose another port");
    }
  }

  @Test
  void refusesWhatIsNoHttpComponent() throws Exception {
    Ended ended = jawa.run("serve", Jawa.COUNT_LINES.toString());

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).contains("wasi:http/incoming-handler", "jawa run").hasLineCount(1);
  }

  @Test
  void breaksOffARequestWhoseTimeIsOver() throws Exception {
    // GraalWasm takes its time for the first request.
    String timeout = engine.equals("graalwasm") ? "timeout=5s" : "timeout=500ms";
    try (Serving serving = Serving.start(jawa, "-W", timeout, HELLO);
        Socket socket = new Socket("127.0.0.1", serving.uri.getPort())) {
      // The body never ends, so the guest waits for it.
      socket.getOutputStream().write(head("POST /echo").getBytes());
      assertThat(new String(socket.getInputStream().readAllBytes()))
          .startsWith("HTTP/1.1 200")
          .doesNotEndWith("0\r\n\r\n");
      assertThat(serving.get("/").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void answersWhileOtherRequestsComputeWithoutEnd() throws Exception {
    // One more than what the JVM would let run side by side by itself.
    int spinning = Runtime.getRuntime().availableProcessors() + 1;
    List<Socket> sockets = new ArrayList<>();
    try (Serving serving = Serving.start(jawa, HELLO)) {
      for (int i = 0; i < spinning; i++) {
        Socket socket = new Socket("127.0.0.1", serving.uri.getPort());
        sockets.add(socket);
        socket.getOutputStream().write("GET /spin HTTP/1.1\r\nHost: x\r\n\r\n".getBytes());
      }
      awaitNumber(serving, spinning);
      assertThat(serving.get("/").statusCode()).isEqualTo(200);
      serving.signal("TERM");
      serving.signal("TERM");
      assertThat(serving.ended()).isEqualTo(143);
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  /// Asks until so many other requests have started: each gets the next number.
  private static void awaitNumber(Serving serving, int others) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    for (int asked = 0; System.nanoTime() < end; asked++) {
      if (serving.get("/env").body().equals("INSTANCE_ID=" + (others + asked) + "\n")) {
        return;
      }
    }
    throw new AssertionError(others + " requests have not started");
  }

  @Test
  void answersTenThousandRequestsOfFiftyConnectionsAndKeepsNothing() throws Exception {
    assumeTrue(Tools.onPath("wrk"), "wrk is not installed");
    try (Serving serving = Serving.start(jawa, HELLO)) {
      load(serving, 5);
      long threads = serving.threads();
      long descriptors = serving.descriptors();
      long requests = 0;
      while (requests < 10_000) {
        requests += load(serving, 5);
      }

      awaitDescriptors(serving, descriptors + 5);
      assertThat(serving.threads()).isLessThanOrEqualTo(threads + 5);
      assertThat(serving.get("/").statusCode()).isEqualTo(200);
    }
  }

  /// Asks until the server has noticed that the connections of wrk have ended.
  private static void awaitDescriptors(Serving serving, long atMost) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (serving.descriptors() > atMost && System.nanoTime() < end) {
      assertThat(serving.get("/").statusCode()).isEqualTo(200);
    }
    assertThat(serving.descriptors()).isLessThanOrEqualTo(atMost);
  }

  /// The number of requests that wrk made; none may fail.
  private long load(Serving serving, int seconds) throws Exception {
    String report =
        Tools.run(
            folder,
            Map.of(),
            "wrk",
            "-c50",
            "-t2",
            "-d" + seconds + "s",
            "--timeout",
            "30s",
            serving.uri.toString());
    assertThat(report).doesNotContain("Non-2xx").doesNotContain("Socket errors");
    return report
        .lines()
        .filter(line -> line.contains(" requests in "))
        .mapToLong(line -> Long.parseLong(line.strip().split(" ")[0]))
        .sum();
  }
}
