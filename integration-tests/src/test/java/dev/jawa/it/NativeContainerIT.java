package dev.jawa.it;

import static dev.jawa.it.PrivateContainerd.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.it.Jawa.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What the same runtime does beside guests, as pods need it: native programs, further processes in
/// a container, terminals, logs.
@ParameterizedClass
@MethodSource("released")
@Timeout(180)
class NativeContainerIT extends RootfsTests {

  private static final List<String> PROGRAMS =
      List.of("sh", "cat", "sleep", "ps", "tty", "stty", "pidof", "kill", "dd");

  @Parameter private ContainerdVersion version;

  @BeforeParameterizedClassInvocation
  void start() throws Exception {
    require(version);
    containerd = PrivateContainerd.start(version, Map.of());
    rootfs = rootfs();
    busybox(PROGRAMS);
    Files.copy(Jawa.COUNT_LINES, rootfs.resolve("count-lines.wasm"));
    Files.copy(Jawa.HELLO_HTTP, rootfs.resolve("hello-http.wasm"));
  }

  private Ended exec(String stdin, String task, String... program) {
    List<String> arguments = new ArrayList<>(List.of("task", "exec", "--exec-id", name(), task));
    arguments.addAll(List.of(program));
    return containerd.ctrWithInput(stdin, arguments.toArray(String[]::new));
  }

  @Test
  void runsANativeProgramWithItsStreamsAndExitStatus() {
    Ended ended =
        containerd.ctrWithInput(
            "in\n",
            run(List.of("--rm"), name(), "/bin/sh", "-c", "cat; echo out; echo err >&2; exit 7"));
    assertThat(ended).isEqualTo(new Ended(7, "in\nout\n", "err\n"));
  }

  @Test
  void aNativeProgramSeesTheEndOfAnEmptyStdin() {
    assertThat(containerd.ctr(run(List.of("--rm"), name(), "/bin/cat")))
        .isEqualTo(new Ended(0, "", ""));
  }

  @Test
  void losesNothingOfAMuchThatIsPrinted() {
    Ended ended =
        containerd.ctr(
            run(
                List.of("--rm"),
                name(),
                "/bin/sh",
                "-c",
                "i=0; while [ $i -lt 20000 ]; do echo 0123456789012345678901234567890123456789; "
                    + "i=$((i+1)); done"));
    assertThat(ended.code()).isZero();
    assertThat(ended.out()).hasSize(20000 * 41);
  }

  @ParameterizedTest
  @CsvSource({"SIGTERM, 143", "SIGKILL, 137"})
  void endsANativeProgramBySignal(String signal, int code) throws Exception {
    String id =
        detached(List.of(), "/bin/sh", "-c", "trap 'exit 143' TERM; while :; do sleep 0.1; done");
    assertThat(containerd.ctr("task", "kill", "-s", signal, id).err()).isEmpty();
    eventually("it stops", () -> containerd.taskStatus(id).equals(Optional.of("STOPPED")));
    assertThat(containerd.ctr("task", "rm", id).err()).contains("exit code " + code);
  }

  @ParameterizedTest
  @CsvSource({"/bin/sleep 600", "/hello-http.wasm"})
  void executesANativeProgramInTheContainer(String program) {
    String id = detached(List.of(), program.split(" "));
    Ended ended = exec("line\n", id, "/bin/sh", "-c", "cat; ps; echo err >&2; exit 5");
    assertThat(ended.code()).isEqualTo(5);
    assertThat(ended.err()).isEqualTo("err\n");
    assertThat(ended.out()).startsWith("line\n").contains("PID", "    1 ");
    assertThat(containerd.taskStatus(id)).contains("RUNNING");
  }

  @ParameterizedTest
  @CsvSource({"/bin/sleep 600", "/hello-http.wasm"})
  void executesAGuestInTheContainer(String program) {
    String id = detached(List.of(), program.split(" "));
    assertThat(exec("a\nb\n", id, "/count-lines.wasm")).isEqualTo(new Ended(0, "2 -\n", ""));
    assertThat(exec("", id, "/none.wasm").err()).contains("/none.wasm: no such file");
  }

  /// Version 2's client itself wants the end of the output before it says that nothing more is
  /// wanted; 1.6's says so at once, and what then still prints has ten seconds.
  @Tag(ANY_ENGINE)
  @ParameterizedTest
  @CsvSource({"/bin/sleep 600", "/hello-http.wasm"})
  void whatWasExecutedHasEndedThoughAChildOfItHoldsItsOutput(String program) throws Exception {
    String id = detached(List.of(), program.split(" "));
    assertThat(exec("", id, "/bin/sh", "-c", "(sleep 1; echo late) &").out()).isEqualTo("late\n");
    String[] holding = {
      "task", "exec", "--exec-id", name(), id, "/bin/sh", "-c", "sleep 600 & echo out; exit 3"
    };
    try (CtrEvents events = CtrEvents.of(containerd)) {
      Process client = containerd.ctrStarted(holding);
      CompletableFuture<String> out = Jawa.read(client.getInputStream());
      events.await("/tasks/exit", holding[3]);
      assertThat(containerd.ctr("task", "ps", id).out().lines()).as("the child runs").hasSize(3);
      if (version == ContainerdVersion.V2_4) {
        exec("", id, "/bin/sh", "-c", "kill $(pidof sleep)");
      }
      assertThat(client.waitFor(60, TimeUnit.SECONDS)).as("the client ends").isTrue();
      assertThat(client.exitValue()).isEqualTo(3);
      assertThat(out.get(60, TimeUnit.SECONDS)).isEqualTo("out\n");
    }
  }

  @Test
  void answersQuestionsAboutAContainerThatHasNoShell() {
    String id = detached(List.of(), "/hello-http.wasm");
    Ended state = exec("", id, "jawa-shell", "state");
    assertThat(state.code()).isZero();
    assertThat(state.out()).contains("container " + id, "program   /hello-http.wasm", "RUNNING");
    Ended conversation = exec("help\nprocesses\nwhat\nexit\n", id, "jawa-shell");
    assertThat(conversation.out()).startsWith("state\nprocesses\nstacks\n").contains("PID  EXEC");
    assertThat(conversation.err()).isEqualTo("what: unknown; 'help' lists what can be asked\n");
    assertThat(exec("", id, "jawa-shell", "nonsense").code()).isEqualTo(1);
  }

  @Test
  void containerdsLogTellsWhatHappened() throws Exception {
    String id = name();
    assertThat(containerd.ctr(run(List.of("--rm"), id, "/count-lines.wasm")).code()).isZero();
    eventually("it is told", () -> containerd.log().contains("ended with exit status 0"));
    assertThat(containerd.log()).contains("created, a guest in process");
  }

  @Test
  void aGuestThatTakesMoreMemoryThanTheContainerHasIsKilled(@TempDir Path folder) throws Exception {
    // (module (memory (export "memory") 1) (func (export "_start") (loop
    //   (drop (memory.grow (i32.const 16))) (br 0))))
    String grower =
        "0061736d0100000001040160000003020100050301000107130206"
            + "6d656d6f7279020006 5f7374617274 0000 0a0e010c00 0340 4110 4000 1a 0c00 0b 0b";
    Path mounted = folder.resolve("grow.wasm");
    Files.write(mounted, HexFormat.of().parseHex(grower.replace(" ", "")));
    Ended ended =
        containerd.ctr(
            run(
                List.of(
                    "--rm",
                    "--memory-limit",
                    "33554432",
                    "--mount",
                    "type=bind,src=" + folder + ",dst=/data,options=rbind:ro"),
                name(),
                "/data/grow.wasm"));
    assertThat(ended.code()).isEqualTo(137);
    assertThat(ended.err()).contains("forcing trap when growing memory");
  }

  /// By the kernel; it need not be the container's own process.
  @ParameterizedTest
  @CsvSource({
    "137, exec dd if=/dev/zero of=/dev/null bs=64M count=9",
    "3, dd if=/dev/zero of=/dev/null bs=64M count=9; exit 3"
  })
  void tellsThatANativeProgramRanOutOfMemory(int code, String script) throws Exception {
    try (CtrEvents events = CtrEvents.of(containerd)) {
      String id = name();
      String[] run =
          run(List.of("--rm", "--memory-limit", "16777216"), id, "/bin/sh", "-c", script);
      assertThat(containerd.ctr(run).code()).isEqualTo(code);
      events.await("/tasks/delete", id);
      assertThat(events.of("/tasks/oom", id)).hasSize(1);
    }
  }

  @Test
  void endsWhatWasExecutedWithTheContainer() throws Exception {
    String id = detached(List.of(), "/hello-http.wasm");
    Process exec = containerd.ctrStarted("task", "exec", "--exec-id", "x", id, "/bin/sleep", "600");
    eventually("two run", () -> containerd.ctr("task", "ps", id).out().lines().count() == 3);
    containerd.ctr("task", "kill", "-s", "SIGKILL", id);
    assertThat(exec.waitFor()).isEqualTo(137);
  }

  @Test
  void pausesAndResumesANativeProgram() throws Exception {
    String id = detached(List.of(), "/bin/sleep", "600");
    assertThat(containerd.ctr("task", "pause", id).err()).isEmpty();
    assertThat(containerd.taskStatus(id)).contains("PAUSED");
    assertThat(containerd.ctr("task", "resume", id).err()).isEmpty();
    assertThat(containerd.taskStatus(id)).contains("RUNNING");
    containerd.ctr("task", "pause", id);
    containerd.ctr("task", "kill", "-s", "SIGKILL", id);
    eventually("it stops", () -> containerd.taskStatus(id).equals(Optional.of("STOPPED")));
  }

  @Test
  void givesANativeProgramATerminal() throws Exception {
    assertThat(onTerminal("tty\nexit 4\n", "/bin/sh")).contains("/dev/pts/0");
  }

  @Test
  void givesAGuestATerminal() throws Exception {
    assertThat(onTerminal("one\ntwo\n\004", "/count-lines.wasm")).contains("one\r", "2 -\r");
  }

  @Test
  void writesToALoggerThatTheClientNames(@TempDir Path folder) throws Exception {
    String uri = logger(folder);
    for (String program : List.of("/bin/sh -c ps", "/count-lines.wasm")) {
      String id = detached(List.of("--log-uri", uri), program.split(" "));
      eventually("it stops", () -> containerd.taskStatus(id).equals(Optional.of("STOPPED")));
      assertThat(containerd.ctr("task", "rm", id).err()).isEmpty();
      assertThat(folder.resolve("out")).content().contains(program.contains("sh") ? "PID" : "0 -");
    }
  }

  @Test
  void appendsToALogFile(@TempDir Path folder) throws Exception {
    String uri = "file://" + folder + "/new/log";
    for (String program : List.of("/bin/ps", "/count-lines.wasm")) {
      String id = detached(List.of("--log-uri", uri), program);
      eventually("it stops", () -> containerd.taskStatus(id).equals(Optional.of("STOPPED")));
      assertThat(containerd.ctr("task", "rm", id).err()).isEmpty();
    }
    assertThat(folder.resolve("new/log")).content().contains("PID", "0 -");
  }

  @Test
  void saysWhichLogIsNone() {
    String id = name();
    Ended ended = containerd.ctr(run(List.of("-d", "--log-uri", "syslog:///x"), id, "/bin/ps"));
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).contains("a log of scheme 'syslog' is not supported");
    containerd.ctr("container", "rm", id);
  }
}
