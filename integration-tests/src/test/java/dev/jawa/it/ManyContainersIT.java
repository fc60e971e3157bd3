package dev.jawa.it;

import static dev.jawa.it.PrivateContainerd.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.it.Jawa.Ended;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Many HTTP containers in one daemon, and three of them bad: the others answer all the same, and
/// the bad ones end as they must. `scripts/bench_many.py` measures it with 200.
@ParameterizedClass
@MethodSource("platforms")
@Timeout(240)
class ManyContainersIT extends PlatformTests {

  private static final int GOOD = 17;

  private List<Integer> ports;

  @BeforeParameterizedClassInvocation
  void start() throws Exception {
    require(version);
    containerd = PrivateContainerd.start(version, Map.of(), shim);
    rootfs = rootfs();
    Files.copy(Jawa.HELLO_HTTP, rootfs.resolve("hello-http.wasm"));
    ports = freePorts(GOOD + 3);
  }

  /// All at once, so that no two are the same.
  private static List<Integer> freePorts(int count) throws Exception {
    List<ServerSocket> sockets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sockets.add(new ServerSocket(0));
    }
    List<Integer> ports = sockets.stream().map(ServerSocket::getLocalPort).toList();
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    return ports;
  }

  private void detached(String id, int port, String... options) {
    List<String> all = new ArrayList<>(List.of("--detach", "--net-host"));
    all.addAll(List.of(options));
    all.addAll(List.of("--env", "WASMTIME_HTTP_PROXY_SOCKET_ADDR=127.0.0.1:" + port));
    assertThat(containerd.ctr(run(all, id, "/hello-http.wasm"))).isEqualTo(new Ended(0, "", ""));
  }

  private static CompletableFuture<HttpResponse<String>> get(
      HttpClient client, int port, String path) {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    return client.sendAsync(
        HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void threeBadOnesHarmNobodyElse() throws Exception {
    Path logger =
        Files.writeString(
            containerd.folder().resolve("logger"),
            "#!/bin/sh\nexec 5>&-\nexec cat <&3 >/dev/null\n");
    Tools.run(containerd.folder(), Map.of(), "chmod", "755", logger.toString());
    for (int i = 0; i < GOOD; i++) {
      detached("good" + i, ports.get(i));
    }
    detached("loops", ports.get(GOOD));
    detached("grows", ports.get(GOOD + 1), "--memory-limit", "33554432");
    detached("floods", ports.get(GOOD + 2), "--log-uri", "binary://" + logger);
    try (HttpClient client = HttpClient.newHttpClient();
        CtrEvents events = CtrEvents.of(containerd)) {
      allAnswer(client);
      get(client, ports.get(GOOD), "/spin");
      get(client, ports.get(GOOD + 1), "/grow");
      get(client, ports.get(GOOD + 2), "/flood");
      events.await("/tasks/oom", "grows");
      for (int i = 0; i < 3; i++) {
        allAnswer(client);
      }
      for (String bad : List.of("loops", "floods")) {
        assertThat(containerd.taskStatus(bad)).contains("RUNNING");
        assertThat(containerd.ctr("task", "kill", "-s", "SIGKILL", bad).err()).isEmpty();
      }
      for (String bad : List.of("grows", "loops", "floods")) {
        assertThat(events.await("/tasks/exit", bad)).contains("\"exit_status\":137");
        assertThat(events.of("/tasks/oom", bad)).hasSize(bad.equals("grows") ? 1 : 0);
      }
      allAnswer(client);
      for (int i = 0; i < GOOD; i++) {
        assertThat(containerd.taskStatus("good" + i)).isEqualTo(Optional.of("RUNNING"));
      }
      client.shutdownNow();
    }
    eventually("they stop", () -> containerd.taskStatus("floods").equals(Optional.of("STOPPED")));
  }

  private void allAnswer(HttpClient client) throws Exception {
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < GOOD; i++) {
      answers.add(get(client, ports.get(i), "/"));
    }
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }
  }
}
