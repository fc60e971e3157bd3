package dev.jawa.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A `jawa serve` that accepts connections.
final class Serving implements AutoCloseable {

  private static final String LINE = "Serving HTTP on ";

  private static final String PASS_A_SOCKET =
      """
      import os, socket, sys
      listening = socket.create_server(("127.0.0.1", 0))
      os.dup2(listening.fileno(), 3)
      os.set_inheritable(3, True)
      os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
      os.execvp(sys.argv[1], sys.argv[1:])
      """;

  private final Process process;
  private final BufferedReader err;
  final CompletableFuture<String> out;
  final URI uri;

  private Serving(Process process, BufferedReader err, URI uri) {
    this.process = process;
    this.err = err;
    this.out = Jawa.read(process.getInputStream());
    this.uri = uri;
  }

  /// Starts it on a free port of the loopback interface.
  static Serving start(Jawa jawa, String... args) throws IOException {
    return start(jawa, Map.of(), args);
  }

  static Serving start(Jawa jawa, Map<String, String> environment, String... args)
      throws IOException {
    List<String> all = new ArrayList<>(List.of("serve", "--addr", "127.0.0.1:0"));
    all.addAll(List.of(args));
    return started(jawa.builder(environment, all));
  }

  /// With a socket that listens already, as systemd passes it: descriptor 3.
  static Serving startWithSocket(Jawa jawa, String... args) throws IOException {
    List<String> all = new ArrayList<>(List.of("serve"));
    all.addAll(List.of(args));
    ProcessBuilder builder = jawa.builder(Map.of(), all);
    builder.command().addAll(0, List.of("python3", "-c", PASS_A_SOCKET));
    return started(builder);
  }

  private static Serving started(ProcessBuilder builder) throws IOException {
    Process process = builder.start();
    BufferedReader err = process.errorReader();
    String line = err.readLine();
    // An engine that cannot put instances back says so first.
    while (line != null && line.contains("every request gets a new instance")) {
      line = err.readLine();
    }
    assertThat(line).startsWith(LINE);
    return new Serving(process, err, URI.create(line.substring(LINE.length())));
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri.resolve(path)));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
    }
  }

  /// The next line on stderr.
  String errLine() throws IOException {
    return err.readLine();
  }

  void signal(String name) throws Exception {
    Tools.run(Path.of("/"), Map.of(), "kill", "-" + name, Long.toString(process.pid()));
  }

  /// The exit code.
  int ended() throws InterruptedException {
    assertThat(process.waitFor(300, TimeUnit.SECONDS)).as("it ends").isTrue();
    return process.exitValue();
  }

  long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
      return open.count();
    }
  }

  long threads() throws IOException {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
      return tasks.count();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
