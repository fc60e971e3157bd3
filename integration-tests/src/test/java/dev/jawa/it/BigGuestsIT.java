package dev.jawa.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jawa.it.Jawa.Ended;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// The components of `examples/big`, which `scripts/tools.sh` has made: SpiderMonkey with a program
/// of JavaScript, and CPython with one of Python in a dozen core modules that share a memory.
@ParameterizedClass
@ValueSource(strings = {"chicory", "graalwasm"})
class BigGuestsIT {

  private static final String THE_WORDS =
      "brown dog end fox jumps lazy over quick".replaceAll("\\w+", "[\"$0\",1]").replace(" ", ",");

  @TempDir private Path folder;
  @Parameter private String engine;
  private Jawa jawa;

  @BeforeEach
  void findDistribution() {
    jawa = new Jawa(folder, engine);
  }

  private static String guest(String name) {
    String built = System.getenv("JAWA_BIG");
    assumeTrue(built != null, "examples/big is not built: 'make test' does that");
    Path guest = Path.of(built, name);
    assumeTrue(Files.exists(guest), () -> guest + " could not be built");
    return guest.toString();
  }

  /// Both in one test: what `run` has compiled, `serve` finds in the cache.
  @Test
  void runsAndServesJavaScript() throws Exception {
    String js = guest("js.wasm");

    Ended ended = jawa.run("run", js, "a", "b c");

    assertThat(ended)
        .isEqualTo(
            new Ended(
                0,
                """
                args ["a","b c"]
                env {}
                random bigint, now true
                [%s,["the",3]]
                1.5 NaN 0 1e+21 12,ab
                """
                    .formatted(THE_WORDS),
                "to stderr: ünïcödé 🦊\n"));
    try (Serving serving = Serving.start(jawa, js)) {
      for (String path : List.of("/", "/hello?a=%20b")) {
        HttpResponse<String> answer = serving.get(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("text/plain");
        assertThat(answer.body()).isEqualTo("get " + path + "  ünïcödé 🦊\n");
      }
      HttpRequest.Builder post = HttpRequest.newBuilder(serving.uri.resolve("/p"));
      post.header("X-One", "1").POST(BodyPublishers.ofString("a body nobody reads"));
      assertThat(serving.send(post).body()).isEqualTo("post /p x-one ünïcödé 🦊\n");
    }
  }

  /// Where the engine has an interpreter, by it: compiling is what the other test waits for.
  @Test
  void runsPython() throws Exception {
    String py = guest("py.wasm");

    Ended ended = jawa.run(Map.of(), "one\ntwo", "run", "-O", "opt-level=0", py, "a", "b c");

    assertThat(ended)
        .isEqualTo(
            new Ended(
                0,
                """
                args ['a', 'b c'] env []
                [%s, ["the", 3]]
                298f2ddcda80f3a8768ec60d30cf79848e0fad38f86a1916b08fbb5d0ef1b4fa a<1>b<22>
                2026-11-23 1267650600228229401496703205376 0.3333333333333333
                stdin 'one\\ntwo'
                """
                    .formatted(THE_WORDS.replace(",", ", ")),
                "to stderr: ünïcödé 🦊\n"));
  }

  @Test
  void saysInOneLineThatTheHeapIsTooSmall() throws Exception {
    String js = guest("js.wasm");

    Ended ended = jawa.run(Map.of("JAWA_JAVA_OPTS", "-Xmx80m"), "", "run", js);

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err())
        .startsWith("jawa: " + js + ": the JVM's heap of ")
        .contains("too small", "-Xmx")
        .hasLineCount(1);
  }
}
