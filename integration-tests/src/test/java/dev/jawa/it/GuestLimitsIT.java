package dev.jawa.it;

import static dev.jawa.it.PrivateContainerd.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.it.Jawa.Ended;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// What a container may take binds the guests in it, whom the kernel does not see there; and they
/// can be paused.
@ParameterizedClass
@MethodSource("platforms")
@Timeout(180)
class GuestLimitsIT extends RootfsTests {

  /// `(module (import "wasi_snapshot_preview1" "fd_read" …) (import … "fd_write" …) … (func (export
  /// "_start") (loop …)))`: what comes in goes out.
  private static final String CAT =
      """
      0061736d01000000 010c02 60047f7f7f7f017f 600000
      0244 02 16 776173695f736e617073686f745f7072657669657731 07 66645f72656164 0000
      16 776173695f736e617073686f745f7072657669657731 08 66645f7772697465 0000
      03020101 0503010001 071302 066d656d6f7279 0200 065f7374617274 0002
      0a3d01 3b00 41004110360200 0340 4104418008360200 410041004101410810001a
      4104 4108280200 360200 410141004101410c10011a 41082802000d00 0b 0b\
      """;

  private static final Pattern CPU = Pattern.compile("\"(total|usage_usec)\":\\s*\"?(\\d+)");

  @Parameter(0)
  private ContainerdVersion version;

  @Parameter(1)
  private String shim;

  @Override
  String shim() {
    return shim;
  }

  @BeforeParameterizedClassInvocation
  void start() throws Exception {
    require(version);
    containerd = PrivateContainerd.start(version, Map.of(), shim);
    rootfs = rootfs();
    wasm(rootfs, "loop.wasm", LOOP);
    wasm(rootfs, "cat.wasm", CAT);
    Files.copy(Jawa.HELLO_HTTP, rootfs.resolve("hello-http.wasm"));
  }

  /// What it has used of the processor, in the unit of the machine's cgroups.
  private long cpu(String id) {
    Ended metrics = containerd.ctr("task", "metrics", "--format", "json", id);
    Matcher found = CPU.matcher(metrics.out());
    assertThat(found.find()).as("%s", metrics).isTrue();
    long value = Long.parseLong(found.group(2));
    return found.group(1).equals("total") ? value / 1000 : value;
  }

  private boolean uses(String id) {
    long before = cpu(id);
    return cpu(id) > before;
  }

  @Test
  void pausesAGuestThatNeverRestsAndLetsItGoOn() throws Exception {
    String id = detached("/loop.wasm");
    eventually("it runs", () -> uses(id));
    assertThat(containerd.ctr("task", "pause", id).err()).isEmpty();
    assertThat(containerd.taskStatus(id)).contains("PAUSED");
    eventually("it rests", () -> !uses(id));
    assertThat(containerd.ctr("task", "resume", id).err()).isEmpty();
    assertThat(containerd.taskStatus(id)).contains("RUNNING");
    eventually("it runs again", () -> uses(id));
  }

  @Test
  void killsAGuestThatIsPaused() throws Exception {
    String id = detached("/loop.wasm");
    assertThat(containerd.ctr("task", "pause", id).err()).isEmpty();
    assertThat(containerd.ctr("task", "kill", "-s", "SIGKILL", id).err()).isEmpty();
    eventually("it stops", () -> containerd.taskStatus(id).equals(Optional.of("STOPPED")));
    assertThat(containerd.ctr("task", "rm", id).err()).contains("exit code 137");
  }

  /// Of one processor a tenth; how busy the machine is makes no difference to the upper bound.
  @Test
  void aGuestUsesNoMoreOfTheProcessorThanItsContainerMay() throws Exception {
    String id = detached("/loop.wasm", "--cpu-quota", "10000", "--cpu-period", "100000");
    eventually("it runs", () -> cpu(id) > 0);
    long began = System.nanoTime();
    long before = cpu(id);
    eventually("it has used half a second", () -> cpu(id) - before > 500_000);
    long took = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - began);
    // 5 s by the quota; unbound it would be half a second on an idle machine.
    assertThat(took).isGreaterThan(3_000_000);
  }

  /// More of them than the JVM has carriers for virtual threads.
  @Test
  void requestsThatNeverEndLeaveOtherContainersTheirTurn() throws Exception {
    int bad = freePort();
    int good = freePort();
    String spinning = detached("/hello-http.wasm", onHost(bad));
    detached("/hello-http.wasm", onHost(good));
    try (HttpClient client = HttpClient.newHttpClient()) {
      assertThat(get(client, good, "/").get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      for (int i = 0; i < 20; i++) {
        var _ = get(client, bad, "/spin");
      }
      eventually("they spin", () -> threads(spinning) >= 20);
      for (int i = 0; i < 3; i++) {
        assertThat(get(client, good, "/").get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      }
      assertThat(containerd.ctr("task", "kill", "-s", "SIGKILL", spinning).err()).isEmpty();
      eventually("it stops", () -> containerd.taskStatus(spinning).equals(Optional.of("STOPPED")));
      client.shutdownNow();
    }
  }

  private static String[] onHost(int port) {
    return new String[] {
      "--net-host", "--env", "WASMTIME_HTTP_PROXY_SOCKET_ADDR=127.0.0.1:" + port
    };
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static CompletableFuture<HttpResponse<String>> get(
      HttpClient client, int port, String path) {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    return client.sendAsync(
        HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  /// How many threads its guests have, as the diagnostic shell tells.
  private int threads(String id) {
    Ended usage = containerd.ctr("task", "exec", "--exec-id", name(), id, "jawa-shell", "usage");
    return usage
        .out()
        .lines()
        .filter(line -> line.startsWith("threads"))
        .mapToInt(line -> Integer.parseInt(line.substring("threads".length()).strip()))
        .findFirst()
        .orElse(0);
  }

  @Test
  void keepsAGuestFromTheSuperusersPorts() {
    String[] run =
        run(
            List.of(
                "--rm",
                "--cap-drop",
                "CAP_NET_BIND_SERVICE",
                "--env",
                "WASMTIME_HTTP_PROXY_SOCKET_ADDR=127.0.0.1:80"),
            name(),
            "/hello-http.wasm");
    Ended ended = containerd.ctr(run);
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).contains("port 80 is the superuser's", "NET_BIND_SERVICE");
  }

  @Test
  void everyClientThatAttachesIsHeardAndHears() throws Exception {
    String id = name();
    Process first = containerd.ctrStarted(run(List.of(), id, "/cat.wasm"));
    try (BufferedReader screen = first.inputReader()) {
      type(first.getOutputStream(), "one\n");
      assertThat(screen.readLine()).isEqualTo("one");
    } finally {
      // As a connection breaks: nobody has told an end of its input.
      first.destroyForcibly().waitFor();
    }
    Process second = containerd.ctrStarted("task", "attach", id);
    try (BufferedReader screen = second.inputReader()) {
      type(second.getOutputStream(), "two\n");
      assertThat(screen.readLine()).isEqualTo("two");
      assertThat(containerd.taskStatus(id)).contains("RUNNING");
    } finally {
      second.destroyForcibly().waitFor();
    }
  }

  private static void type(OutputStream keys, String text) throws IOException {
    keys.write(text.getBytes(StandardCharsets.UTF_8));
    keys.flush();
  }
}
