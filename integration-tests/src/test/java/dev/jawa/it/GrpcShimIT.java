package dev.jawa.it;

import static dev.jawa.it.PrivateContainerd.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import dev.jawa.it.Jawa.Ended;
import dev.jawa.shim.grpc.GrpcClient;
import dev.jawa.shim.ttrpc.TtrpcException;
import dev.jawa.shim.ttrpc.TtrpcException.Code;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A daemon that was told to speak gRPC, too. containerd is told of it if it can use it: the others
/// go on with ttrpc, and work as ever.
@ParameterizedClass
@MethodSource("who")
@Timeout(120)
class GrpcShimIT extends PlatformTests {

  static Stream<Arguments> who() {
    return Stream.of(
        Arguments.of(ContainerdVersion.MENDED, "jawa"),
        Arguments.of(ContainerdVersion.MENDED, "graalwasm"),
        Arguments.of(ContainerdVersion.V2_4, "jawa"),
        Arguments.of(ContainerdVersion.INSTALLED, "jawa"));
  }

  @BeforeParameterizedClassInvocation
  void start() throws Exception {
    require(version);
    containerd = PrivateContainerd.start(version, Map.of("JAWA_DAEMON_PROTOCOL", "grpc"), shim);
    rootfs = rootfs();
    Files.copy(Jawa.HELLO_HTTP, rootfs.resolve("hello-http.wasm"));
    Files.copy(Jawa.COUNT_LINES, rootfs.resolve("count-lines.wasm"));
    wasm(rootfs, "exit3.wasm", EXIT_3);
    wasm(rootfs, "loop.wasm", LOOP);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static String get(int port) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port)).build();
      return client.send(request, BodyHandlers.ofString()).body();
    }
  }

  private Path bundle(String id) {
    return containerd.folder().resolve("state/io.containerd.runtime.v2.task/default").resolve(id);
  }

  @Test
  void containerdIsToldWhatItCanUse() throws Exception {
    String id = detached("/loop.wasm");
    String state = containerd.shimState("default").toString();
    assertThat(bundle(id).resolve("address")).hasContent("unix://" + state + "/s");
    switch (version) {
      case MENDED ->
          assertThat(bundle(id).resolve("bootstrap.json"))
              .content()
              .contains(
                  "\"version\":3", "\"address\":\"" + state + "/g\"", "\"protocol\":\"grpc\"");
      case V2_4 ->
          assertThat(bundle(id).resolve("bootstrap.json"))
              .content()
              .contains("\"version\":3", "\"protocol\":\"ttrpc\"");
      // It knows no such file.
      case INSTALLED -> assertThat(bundle(id).resolve("bootstrap.json")).doesNotExist();
    }
    killed(id);
  }

  @Test
  void commandsEndWithTheirCodesAndTellOfIt() throws Exception {
    try (CtrEvents events = CtrEvents.of(containerd)) {
      String id = name();
      assertThat(containerd.ctr(run(List.of("--rm"), id, "/exit3.wasm")))
          .isEqualTo(new Ended(3, "", ""));
      events.await("/tasks/delete", id);
      for (String topic : List.of("/tasks/create", "/tasks/start", "/tasks/exit")) {
        assertThat(events.of(topic, id)).as(topic).hasSize(1);
      }
      assertThat(events.of("/tasks/exit", id).getFirst()).contains("\"exit_status\":3");
    }
    othersRun();
  }

  @Test
  void aServerOutlivesContainerd() throws Exception {
    int port = freePort();
    String id =
        detached(
            List.of("--net-host", "--env", "WASMTIME_HTTP_PROXY_SOCKET_ADDR=127.0.0.1:" + port),
            "/hello-http.wasm");
    long pid = containerd.taskPid(id).orElseThrow();
    assertThat(get(port)).containsIgnoringCase("hello");
    assertThat(exec(id, "lines")).isEqualTo(new Ended(0, "0 -\n", ""));

    containerd.kill();
    containerd.start();
    assertThat(containerd.taskPid(id)).contains(pid);
    assertThat(containerd.taskStatus(id)).contains("RUNNING");
    assertThat(get(port)).containsIgnoringCase("hello");
    assertThat(exec(id, "again")).isEqualTo(new Ended(0, "0 -\n", ""));
    assertThat(containerd.ctr("task", "kill", "-s", "SIGTERM", id).err()).isEmpty();
    awaitStatus(id, "STOPPED");
    assertThat(containerd.ctr("task", "kill", id).err()).contains("process already finished");
    assertThat(containerd.ctr("task", "rm", id).err()).contains("exit code 143");
  }

  private Ended exec(String id, String name) {
    return containerd.ctr("task", "exec", "--exec-id", name, id, "/count-lines.wasm");
  }

  @Test
  void cleansUpAfterADaemonThatWasKilled() throws Exception {
    String id = detached("/loop.wasm");
    ProcessHandle.of(containerd.daemonPid()).orElseThrow().destroyForcibly();
    eventually("containerd forgets the task", () -> containerd.taskStatus(id).isEmpty());
    eventually("nothing is left", () -> leftovers().isEmpty());
    othersRun();
  }

  /// [CtrRunIT] has the opposite.
  @Test
  void itsClassesAreThere() throws Exception {
    othersRun();
    ProcessHandle daemon = ProcessHandle.of(containerd.daemonPid()).orElseThrow();
    assertThat(Tools.commandLine(daemon)).contains("/lib/grpc.jar");
    assertThat(Tools.openFiles(daemon)).anyMatch(file -> file.contains("/lib/grpc/grpc-netty-"));
  }

  /// Whichever containerd it is, others may ask there.
  @Test
  void anyClientMayAsk() throws Exception {
    String id = detached("/loop.wasm");
    try (GrpcClient client =
        new GrpcClient(containerd.shimState("default").resolve("g"), Map.of())) {
      for (String service : List.of("containerd.task.v2.Task", "containerd.task.v3.Task")) {
        UnknownFieldSet state = call(client, service + "/State", id);
        assertThat(Cri.number(state, 3)).isEqualTo(containerd.taskPid(id).orElseThrow());
      }
      assertThatThrownBy(() -> call(client, "containerd.task.v3.Task/State", "none"))
          .isInstanceOfSatisfying(
              TtrpcException.class, e -> assertThat(e.code()).isEqualTo(Code.NOT_FOUND));
      assertThatThrownBy(() -> call(client, "containerd.task.v3.Task/Sing", id))
          .isInstanceOfSatisfying(
              TtrpcException.class, e -> assertThat(e.code()).isEqualTo(Code.UNIMPLEMENTED));
    }
    killed(id);
  }

  private static UnknownFieldSet call(GrpcClient client, String method, String id)
      throws InterruptedException {
    Field text = Field.newBuilder().addLengthDelimited(ByteString.copyFromUtf8(id)).build();
    return client.call(
        method,
        UnknownFieldSet.newBuilder().addField(1, text).build(),
        UnknownFieldSet.getDefaultInstance().getParserForType(),
        Duration.ofSeconds(30));
  }
}
