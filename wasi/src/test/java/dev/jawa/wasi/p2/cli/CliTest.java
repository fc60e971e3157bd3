package dev.jawa.wasi.p2.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.component.value.Result;
import dev.jawa.wasi.FakeGuest;
import dev.jawa.wasi.ctx.GuestExit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CliTest {

  private static final String STREAMS = "wasi:io/streams#[method]";

  private final FakeGuest guest =
      new FakeGuest("typed", b -> b.args(List.of("prog", "-v")).initialCwd("/here"));

  @Test
  void showsArgumentsAndDirectory() {
    assertThat(guest.call("wasi:cli/environment#get-arguments")).isEqualTo(List.of("prog", "-v"));
    assertThat(guest.call("wasi:cli/environment#initial-cwd")).isEqualTo(Optional.of("/here"));
    assertThat(new FakeGuest().call("wasi:cli/environment#initial-cwd"))
        .isEqualTo(Optional.empty());
  }

  @Test
  void showsTheEnvironmentInItsOrder() {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("Z", "1");
    variables.put("A", "2");
    FakeGuest withVariables = new FakeGuest(b -> b.environment(variables));
    assertThat((List<?>) withVariables.call("wasi:cli/environment#get-environment"))
        .usingRecursiveComparison()
        .isEqualTo(List.of(new Object[] {"Z", "1"}, new Object[] {"A", "2"}));
  }

  @Test
  void connectsTheStandardStreams() {
    Object stdin = guest.call("wasi:cli/stdin#get-stdin");
    assertThat(guest.ok(byte[].class, STREAMS + "input-stream.read", stdin, 100L))
        .asString(UTF_8)
        .isEqualTo("typed");
    print("wasi:cli/stdout#get-stdout", "out");
    print("wasi:cli/stderr#get-stderr", "err");
    assertThat(guest.stdout.text()).isEqualTo("out");
    assertThat(guest.stderr.text()).isEqualTo("err");
  }

  @Test
  void leavesTheStandardStreamsOpenForTheNextHandle() {
    guest.drop(guest.call("wasi:cli/stdout#get-stdout"));
    print("wasi:cli/stdout#get-stdout", "again");
    assertThat(guest.stdout.text()).isEqualTo("again");
  }

  @Test
  void tellsWhichStreamsAreTerminals() {
    assertThat(guest.call("wasi:cli/terminal-stdin#get-terminal-stdin"))
        .isEqualTo(Optional.empty());
    assertThat(guest.some("wasi:cli/terminal-stdout#get-terminal-stdout"))
        .isInstanceOf(TerminalOutput.class);
    assertThat(guest.call("wasi:cli/terminal-stderr#get-terminal-stderr"))
        .isEqualTo(Optional.empty());
  }

  record ExitCase(String function, Object argument, int code) {}

  static Stream<ExitCase> exits() {
    return Stream.of(
        new ExitCase("exit", Result.OK, 0),
        new ExitCase("exit", Result.ERR, 1),
        new ExitCase("exit-with-code", 42, 42));
  }

  @ParameterizedTest
  @MethodSource("exits")
  void endsTheGuestWithItsCode(ExitCase expected) {
    assertThatThrownBy(
            () -> guest.call("wasi:cli/exit#" + expected.function(), expected.argument()))
        .isInstanceOfSatisfying(
            GuestExit.class, exit -> assertThat(exit.code()).isEqualTo(expected.code()));
  }

  private void print(String stream, String text) {
    guest.call(
        STREAMS + "output-stream.blocking-write-and-flush",
        guest.call(stream),
        text.getBytes(UTF_8));
  }
}
