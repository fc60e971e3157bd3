package dev.jawa.it;

import static dev.jawa.it.PrivateContainerd.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jawa.it.Jawa.Ended;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Images whose layers are wasm files, which containerd hands out but does not unpack. The
/// distribution's 1.6 cannot make a container of them at all.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class WasmLayersIT {

  private static final ContainerdVersion VERSION = ContainerdVersion.V2_4;

  private static final Path MIDDLEWARE =
      Jawa.ROOT.resolve("integration-tests/src/test/resources/dev/jawa/it/guests/middleware.wasm");

  private PrivateContainerd containerd;

  @BeforeAll
  void start() throws Exception {
    Optional<String> missing = VERSION.missing();
    assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    containerd = PrivateContainerd.start(VERSION, Map.of());
  }

  @AfterAll
  void stop() {
    if (containerd != null) {
      // Compiled code is kept there only where somebody asks for it: ImageCodeIT.
      String content = containerd.ctr("content", "ls").out();
      containerd.close();
      assertThat(content).contains("sha256:").doesNotContain("jawa.dev/compiled");
    }
  }

  private Ended run(String image, String id, String... arguments) {
    String[] all = new String[arguments.length + 6];
    List<String> start = List.of("run", "--rm", "--runtime", "io.containerd.jawa.v1", image, id);
    System.arraycopy(start.toArray(), 0, all, 0, start.size());
    System.arraycopy(arguments, 0, all, start.size(), arguments.length);
    return containerd.ctrWithInput("a\nb\n", all);
  }

  private String imported(String name, List<Path> files) throws Exception {
    Path archive = containerd.buildImage("jawa.test", name, files, "--wasm-layers");
    assertThat(containerd.ctr("image", "import", archive.toString()).err()).isEmpty();
    return "jawa.test/" + name + ":latest";
  }

  @Test
  void runsTheOnlyLayer() throws Exception {
    String image = imported("one", List.of(Jawa.COUNT_LINES));
    assertThat(run(image, "one")).isEqualTo(new Ended(0, "2 -\n", ""));
  }

  /// The first layer imports the handler that the second one exports.
  @ParameterizedTest
  @ValueSource(strings = {"shared", "container"})
  void composesLayersOfWhichOneImportsWhatAnotherExports(String isolation) throws Exception {
    String image = imported("composed", List.of(MIDDLEWARE, Jawa.HELLO_HTTP, Jawa.COUNT_LINES));
    int port = freePort();
    String id = "composed-" + isolation;
    Process ctr =
        containerd.ctrStarted(
            "run",
            "--rm",
            "--net-host",
            "--env",
            "JAWA_ISOLATION=" + isolation,
            "--env",
            "WASMTIME_HTTP_PROXY_SOCKET_ADDR=127.0.0.1:" + port,
            "--runtime",
            "io.containerd.jawa.v1",
            image,
            id);
    try (HttpClient client = HttpClient.newHttpClient()) {
      CompletableFuture<String> said = Jawa.read(ctr.getErrorStream());
      eventually("it listens", () -> !ctr.isAlive() || listens(port));
      HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port)).build();
      assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).body())
          .contains("Hello from a component on the JVM!");
      assertThat(containerd.ctr("task", "kill", "-s", "SIGINT", id).err()).isEmpty();
      assertThat(ctr.waitFor()).isZero();
      assertThat(said.join()).isEqualTo("a request comes by\n");
    } finally {
      ctr.destroyForcibly();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static boolean listens(int port) {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  @Test
  void saysWhatNoLayerExports() throws Exception {
    String image = imported("alone", List.of(MIDDLEWARE, Jawa.COUNT_LINES));
    assertThat(run(image, "alone").err())
        .hasLineCount(1)
        .contains(
            "middleware.wasm: needs what is not here: component imports"
                + " wasi:http/incoming-handler@0.2.12#handle, which is not provided here");
  }

  @Test
  void runsTheLayerThatIsNamed() throws Exception {
    String image = imported("two", List.of(Jawa.HELLO_HTTP, Jawa.COUNT_LINES));
    assertThat(run(image, "two", "count-lines.wasm")).isEqualTo(new Ended(0, "2 -\n", ""));
    assertThat(run(image, "three", "other.wasm").err())
        .contains("other.wasm: the image has 2 wasm layers and none of this name");
  }
}
