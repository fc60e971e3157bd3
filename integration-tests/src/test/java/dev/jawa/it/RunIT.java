package dev.jawa.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jawa.it.Jawa.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `jawa run` as a user types it.
@ParameterizedClass
@ValueSource(strings = {"chicory", "graalwasm"})
class RunIT {

  private static final Path SHARED = Path.of(System.getProperty("jawa.shared"));

  /// `(module (func (export "_start") unreachable))`
  private static final byte[] TRAP =
      wasm("0104016000000302010007 0a01065f737461727400000a05010300000b");

  /// `(module (func (export "_start") …))`: prints an empty line by `fd_write`, then `(loop br 0)`
  private static final byte[] LOOP =
      wasm(
          """
          010c0260047f7f7f7f017f60000002230116776173695f736e617073686f745f70726576696577310866645f77
          726974650000030201010503010001071302066d656d6f72790200065f737461727400010a1401120041014100
          4101411010001a03400c000b0b0b0f010041000b0908000000010000000a\
          """);

  /// `(module (import "env" "f" (func)) (func (export "_start")))`
  private static final byte[] MISSING =
      wasm("01040160000002090103656e76016600000302010007 0a01065f737461727400010a040102000b");

  /// `(module (import "env" "f" (func (result i32))) (func (export "_start") call 0 if unreachable
  /// end))`
  private static final byte[] CALLS_MISSING =
      wasm(
          """
          0108026000017f60000002090103656e760166000003020101070a01065f7374617274 0001
          0a0a01080010000440000b0b\
          """);

  /// `(module (func (export "add") (param i32 i64) (result i64) …))`: the sum of both
  private static final byte[] ADD =
      wasm("01070160027f7e017e03020100070701036164640000 0a0a0108002000ac20017c0b");

  /// `(module (func (export "_start") (param i32)))`
  private static final byte[] START_TAKES_I32 =
      wasm("01050160017f0003020100070a01065f737461727400000a040102000b");

  /// `(module (import "wasi_snapshot_preview1" "proc_exit" (func (param i64))) (func (export
  /// "_start")))`
  private static final byte[] MISTYPED =
      wasm(
          """
          0108026001 7e006000 00 0224 01 16 776173695f736e617073686f745f7072657669657731
          0970726f635f65786974 0000 03020101 070a01065f7374617274 0001 0a040102000b\
          """);

  /// `(module (import "wasi_snapshot_preview1" "proc_exit" …) (memory (export "memory") 1) (func
  /// (export "f") (result i32) i32.const 3 call 0 unreachable))`
  private static final byte[] LIBRARY =
      wasm(
          """
          0109026001 7f006000 017f 0224 01 16 776173695f736e617073686f745f7072657669657731
          0970726f635f65786974 0000 03020101 0503 01 0001 070e 02 0166 0001 066d656d6f7279 0200
          0a09 01 07 00 4103 1000 00 0b\
          """);

  @TempDir private Path folder;
  @Parameter private String engine;
  private Jawa jawa;

  private static byte[] wasm(String sections) {
    return HexFormat.of().parseHex("0061736d01000000" + sections.replaceAll("\\s", ""));
  }

  @BeforeEach
  void findDistribution() {
    jawa = new Jawa(folder, engine);
  }

  private String file(String name, byte[] bytes) throws Exception {
    return jawa.file(name, bytes).toString();
  }

  @Test
  void handsStdinToACommand() throws Exception {
    assertThat(jawa.run(Map.of(), "a\nb\nc", "run", Jawa.COUNT_LINES.toString()))
        .isEqualTo(new Ended(0, "3 -\n", ""));
  }

  /// A large file takes long to compile.
  @Test
  void refusesWhatIsOfTheOtherKindBeforeItIsCompiled() throws Exception {
    assertThat(jawa.run("run", Jawa.HELLO_HTTP.toString()).err())
        .isEqualTo("jawa: %s is an HTTP component; start it with 'jawa serve'\n", Jawa.HELLO_HTTP);
    for (Path other : List.of(Jawa.COUNT_LINES, Jawa.LOOKUP)) {
      assertThat(jawa.run("serve", other.toString()).err())
          .isEqualTo(
              "jawa: %s does not export wasi:http/incoming-handler, so it cannot be served; try 'jawa run'\n",
              other);
    }
    try (Stream<Path> written = Files.walk(folder)) {
      assertThat(written.filter(Files::isRegularFile)).isEmpty();
    }
  }

  /// Without care the first file that the JVM opens gets the free number, and the guest that file.
  @Test
  void aClosedStdinIsEmpty() throws Exception {
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                "exec \"$0\" run \"$1\" <&- 2>&- >\"$2\"",
                Jawa.DIST.resolve("bin/jawa").toString(),
                Jawa.COUNT_LINES.toString(),
                out.toString())
            .start();
    assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
    assertThat(out).hasContent("0 -\n");
  }

  @Test
  void takesTheModuleFromStdinAndWithoutTheWordRun() throws Exception {
    Process process = jawa.builder(Map.of(), List.of("run", "-")).start();
    try (var in = process.getOutputStream()) {
      in.write(Files.readAllBytes(Jawa.COUNT_LINES));
    }
    assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
    assertThat(process.inputReader().readLine()).isEqualTo("0 -");
    assertThat(jawa.run(Jawa.COUNT_LINES.toString()).out()).isEqualTo("0 -\n");
  }

  @Test
  void opensOnlyTheDirectoriesThatAreGiven() throws Exception {
    jawa.file("data.txt", "1\n2\n".getBytes());

    Ended given =
        jawa.run("run", "--dir", folder + "::/in", Jawa.COUNT_LINES.toString(), "/in/data.txt");
    Ended outside =
        jawa.run(
            "run", "--dir", folder + "::/in", Jawa.COUNT_LINES.toString(), "/in/../../etc/passwd");
    Ended none =
        jawa.run("run", Jawa.COUNT_LINES.toString(), folder.resolve("data.txt").toString());

    assertThat(given).isEqualTo(new Ended(0, "2 /in/data.txt\n", ""));
    assertThat(outside.code()).isEqualTo(3);
    assertThat(none.code()).isEqualTo(3);
  }

  @Test
  void saysThatDirectoriesWithoutTheKernelsHelpAreWeaker() throws Exception {
    jawa.file("data.txt", "1\n2\n".getBytes());
    Files.createSymbolicLink(folder.resolve("out"), Path.of("/etc"));
    String[] options = {"run", "-S", "jawa-portable-directories", "--dir", folder + "::/in"};
    Ended ended = jawa.run(with(options, Jawa.COUNT_LINES.toString(), "/in/data.txt"));
    Ended outside = jawa.run(with(options, Jawa.COUNT_LINES.toString(), "/in/out/passwd"));
    Files.delete(folder.resolve("out"));

    assertThat(ended.out()).isEqualTo("2 /in/data.txt\n");
    assertThat(ended.code()).isZero();
    assertThat(ended.err())
        .hasLineCount(1)
        .startsWith("jawa: warning: without openat2 (Linux 5.6) directories are");
    assertThat(outside.code()).isEqualTo(3);
  }

  private static String[] with(String[] options, String... more) {
    return Stream.concat(Stream.of(options), Stream.of(more)).toArray(String[]::new);
  }

  /// The start-up caches name the jars and their times.
  @Test
  void saysNothingOfCachesThatACopyMadeUseless() throws Exception {
    Path copy = Files.createDirectories(folder.resolve("copy/lib")).getParent();
    Path launcher = Files.createDirectory(copy.resolve("bin")).resolve("jawa");
    Files.copy(Jawa.DIST.resolve("bin/jawa"), launcher, StandardCopyOption.COPY_ATTRIBUTES);
    try (Stream<Path> lib = Files.list(Jawa.DIST.resolve("lib"))) {
      for (Path each : lib.toList()) {
        Path there = copy.resolve("lib").resolve(each.getFileName());
        if (each.endsWith("jawa.jar")) {
          Files.copy(each, there);
        } else {
          Files.createSymbolicLink(there, each);
        }
      }
    }
    Process process = new ProcessBuilder(launcher.toString(), "--version").start();
    var out = Jawa.read(process.getInputStream());
    var err = Jawa.read(process.getErrorStream());
    assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
    // JUnit warns of each link that leads out of its folder.
    try (Stream<Path> links = Files.list(copy.resolve("lib")).filter(Files::isSymbolicLink)) {
      for (Path link : links.toList()) {
        Files.delete(link);
      }
    }
    assertThat(out.get()).hasLineCount(1).startsWith("jawa ");
    assertThat(err.get()).isEmpty();
  }

  @Test
  void leavesOptionsBehindTheFileToTheGuest() throws Exception {
    Ended ended = jawa.run("run", Jawa.COUNT_LINES.toString(), "--help");

    assertThat(ended.code()).isEqualTo(3);
    assertThat(ended.err()).startsWith("count-lines: --help: ");
  }

  @Test
  void runsACommandComponent() throws Exception {
    Path component = SHARED.resolve("components/component-hello-world.wasm");
    assumeTrue(Files.exists(component), "shared components are not here");

    Ended ended = jawa.run("run", component.toString());

    assertThat(ended.err()).isEmpty();
    assertThat(ended.code()).isZero();
    assertThat(ended.out()).hasLineCount(1).containsIgnoringCase("hello");
  }

  @Test
  void callsAFunctionWithNumbersAndPrintsItsResult() throws Exception {
    assertThat(jawa.run("run", "--invoke", "add", file("add.wasm", ADD), "-2", "0x10"))
        .isEqualTo(new Ended(0, "14\n", ""));
  }

  @Test
  void saysHowManyArgumentsAFunctionTakes() throws Exception {
    Ended ended = jawa.run("run", "--invoke", "add", file("add.wasm", ADD), "1");

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).hasLineCount(1).contains("add takes 2 arguments [i32, i64], not 1");
  }

  @Test
  void endsWith134AndABacktraceAfterATrap() throws Exception {
    Ended ended = jawa.run("run", file("trap.wasm", TRAP));

    assertThat(ended.code()).isEqualTo(134);
    assertThat(ended.err())
        .startsWith("wasm trap: unreachable\nwasm backtrace:\n")
        .contains("0: <unknown>!<wasm function 0>")
        .doesNotContain("\tat ");
  }

  @Test
  void endsWith134WhenTheTimeIsOver() throws Exception {
    Ended ended = jawa.run("run", "-W", "timeout=300ms", file("loop.wasm", LOOP));

    assertThat(ended.code()).isEqualTo(134);
    assertThat(ended.err()).startsWith("wasm trap: interrupt").contains("the timeout of 300 ms");
  }

  @Test
  void endsWith143OnSigterm() throws Exception {
    Process process = jawa.builder(Map.of(), List.of("run", file("loop.wasm", LOOP))).start();
    assertThat(process.inputReader().readLine()).isEmpty();
    process.destroy();

    assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(143);
  }

  /// @param message what the one line holds
  private record Broken(String name, byte[] bytes, String message) {
    @Override
    public String toString() {
      return name;
    }
  }

  static final List<Broken> BROKEN =
      List.of(
          new Broken("empty", new byte[0], "unexpected end-of-file"),
          new Broken("garbage", "hello, this is no wasm".getBytes(), "does not begin with \\0asm"),
          new Broken("cut", Arrays.copyOf(ADD, 20), "not a valid WebAssembly binary"),
          new Broken("missing", MISSING, "env#f"),
          new Broken("start", START_TAKES_I32, "_start has the type [i32] -> []"),
          new Broken(
              "mistyped",
              MISTYPED,
              "\"wasi_snapshot_preview1\" \"proc_exit\": expected [i64] -> [], found [i32] -> []"));

  @ParameterizedTest
  @FieldSource("BROKEN")
  void saysInOneLineWhatIsWrongWithAFile(Broken broken) throws Exception {
    Ended ended = jawa.run("run", file(broken.name + ".wasm", broken.bytes));

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err())
        .startsWith("jawa: ")
        .contains(broken.name + ".wasm", broken.message)
        .hasLineCount(1);
  }

  @Test
  void runsAGoProgramWithArgumentsAndEnvironment() throws Exception {
    assumeTrue(Tools.onPath("go"), "go is not installed");
    Path source =
        jawa.file(
            "main.go",
            """
            package main

            import ("fmt"; "os"; "sort"; "strings")

            func main() {
              env := os.Environ()
              sort.Strings(env)
              fmt.Println(strings.Join(os.Args[1:], "+"), env)
              os.Exit(len(os.Args))
            }
            """
                .getBytes());
    Tools.run(
        folder,
        Map.of("GOOS", "wasip1", "GOARCH", "wasm", "GOCACHE", folder.resolve("go").toString()),
        "go",
        "build",
        "-o",
        "main.wasm",
        source.toString());

    Ended ended =
        jawa.run(
            Map.of("INHERITED", "yes"),
            "",
            "run",
            "--env",
            "A=b",
            "--env",
            "INHERITED",
            "main.wasm",
            "x",
            "y");

    assertThat(ended).isEqualTo(new Ended(3, "x+y [A=b INHERITED=yes]\n", ""));
  }

  @Test
  void letsAModuleCallWhatIsNotThereIfAsked() throws Exception {
    String missing = file("missing.wasm", CALLS_MISSING);

    assertThat(jawa.run(Map.of(), "", "run", "-W", "unknown-imports-default", missing))
        .isEqualTo(new Ended(0, "", ""));
    Ended trapped = jawa.run(Map.of(), "", "run", "-W", "unknown-imports-trap", missing);
    assertThat(trapped.code()).isEqualTo(134);
    assertThat(trapped.err()).contains("unknown import: env#f has not been defined");
  }

  @Test
  void namesAsManyFramesAsAsked() throws Exception {
    String trapping = file("trap.wasm", TRAP);

    assertThat(jawa.run(Map.of(), "", "run", trapping).err()).contains("wasm backtrace:");
    assertThat(jawa.run(Map.of(), "", "run", "-D", "max-backtrace=0", trapping).err())
        .startsWith("wasm trap: ")
        .doesNotContain("backtrace");
  }

  @Test
  void letsAModuleImportFromAnotherOne() throws Exception {
    String main = file("main.wasm", CALLS_MISSING);
    String library = file("library.wasm", LIBRARY);

    assertThat(jawa.run(Map.of(), "", "run", "--preload", "env=" + library, main))
        .isEqualTo(new Ended(3, "", ""));
    assertThat(jawa.run(Map.of(), "", "run", "--preload", "other=" + library, main).err())
        .contains("main.wasm: needs what is not here: unknown import: env#f");
    assertThat(jawa.run(Map.of(), "", "run", "--preload", "env=" + main, library).err())
        .endsWith("main.wasm is a command (it exports _start), --preload is for libraries\n");
    assertThat(
            jawa.run(Map.of(), "", "run", "--preload", "x=" + library, Jawa.HELLO_HTTP.toString())
                .err())
        .endsWith("is a component, --preload is for modules\n");
  }
}
