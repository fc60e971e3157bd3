package dev.jawa.wasi.p2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jawa.component.instantiate.ComponentInstance;
import dev.jawa.component.instantiate.LinkedComponent;
import dev.jawa.component.instantiate.Linker;
import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.Engines;
import dev.jawa.engine.StoreLimits;
import dev.jawa.wasi.FakeGuest;
import dev.jawa.wasi.ctx.HttpBody;
import dev.jawa.wasi.ctx.HttpException;
import dev.jawa.wasi.ctx.HttpRequest;
import dev.jawa.wasi.ctx.HttpResponse;
import dev.jawa.wasi.ctx.ResponseSink;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.cli.CommandGuest;
import dev.jawa.wasi.p2.http.ProxyGuest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Components as compilers make them, on what is bound here.
class ComponentsTest {

  private static final Path FOLDER =
      Path.of(System.getProperty("jawa.shared", "../shared"), "components");

  private final FakeGuest guest = new FakeGuest();

  @ParameterizedTest
  @ValueSource(strings = {"chicory", "graalwasm"})
  void runsACommand(String engine) throws IOException {
    try (ComponentInstance instance = instantiate(engine, "component-hello-world.wasm")) {
      assertThat(CommandGuest.run(instance)).isZero();
    }
    assertThat(guest.stdout.text()).contains("Hello");
    assertThat(guest.stderr.text()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"chicory", "graalwasm"})
  void answersARequest(String engine) throws IOException {
    Answer answer = new Answer();
    HttpRequest request =
        new HttpRequest("GET", "http", "localhost", "/", List.of(), HttpBody.empty());
    try (ComponentInstance instance = instantiate(engine, "hello_wasi_http.wasm")) {
      ProxyGuest.handle(instance, request, answer);
    }
    assertThat(answer.failures).isEmpty();
    assertThat(answer.responses)
        .singleElement()
        .satisfies(response -> {
          assertThat(response.status()).isEqualTo(200);
          assertThat(text(response))
              .isEqualTo("Hello, this is your first wasi:http/proxy world!\n");
        });
  }

  private ComponentInstance instantiate(String engineId, String file) throws IOException {
    Path path = FOLDER.resolve(file);
    assumeTrue(Files.exists(path), path + " is not there");
    Engine engine = Engines.create(engineId, new EngineOptions(null, true));
    Linker<WasiContext> linker = new Linker<>(engine);
    P2.all().forEach(linker::add);
    LinkedComponent<WasiContext> linked = linker.link(Files.readAllBytes(path));
    return linked.instantiate(guest.context, StoreLimits.DEFAULT);
  }

  private static String text(HttpResponse response) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] bytes = response.body().stream().read(1 << 20);
        bytes != null;
        bytes = response.body().stream().read(1 << 20)) {
      all.writeBytes(bytes);
    }
    return all.toString(UTF_8);
  }

  private static final class Answer implements ResponseSink {
    final List<HttpResponse> responses = new ArrayList<>();
    final List<HttpException> failures = new ArrayList<>();

    @Override
    public void respond(HttpResponse response) {
      responses.add(response);
    }

    @Override
    public void fail(HttpException error) {
      failures.add(error);
    }
  }
}
