package dev.jawa.it;

import static dev.jawa.it.PrivateContainerd.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.it.Jawa.Ended;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// What fails around the shim: disks that are full, logs that nobody reads, memory that is used up.
/// It costs the containers that it must, and nobody else.
@ParameterizedClass
@MethodSource("platforms")
@Timeout(180)
class FaultsIT extends PlatformTests {

  @BeforeParameterizedClassInvocation
  void start() throws Exception {
    require(version);
    containerd = PrivateContainerd.start(version, Map.of(), shim);
    rootfs = guests(rootfs());
  }

  private static Path guests(Path rootfs) throws IOException {
    wasm(rootfs, "grow.wasm", GROW);
    wasm(rootfs, "print.wasm", PRINT);
    Files.copy(Jawa.COUNT_LINES, rootfs.resolve("count-lines.wasm"));
    return rootfs;
  }

  /// Until there is no room for another byte.
  private static void fill(Path file) throws IOException {
    byte[] part = new byte[4096];
    try (OutputStream out = Files.newOutputStream(file)) {
      while (true) {
        out.write(part);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
  }

  /// The disk of the folder that the script and the daemon share.
  @Test
  void saysThatTheDiskIsFullAndGoesOnWhenItIsNot() throws Exception {
    try (PrivateContainerd other = PrivateContainerd.start(version, Map.of(), shim)) {
      Path run = other.folder().resolve("run");
      mount(run, "1m");
      String[] command = run(List.of("--rm"), "full", "/count-lines.wasm");
      assertThat(other.ctr(command)).isEqualTo(new Ended(0, "0 -\n", ""));
      Path filler = run.resolve("filler");
      fill(filler);
      Ended full = other.ctr(command);
      assertThat(full.code()).isNotZero();
      assertThat(full.err()).hasLineCount(1).containsIgnoringCase("no space left on device");
      Files.delete(filler);
      other.ctr("container", "rm", "full");
      assertThat(other.ctr(command)).isEqualTo(new Ended(0, "0 -\n", ""));
      eventually("nothing is left", () -> leftIn(other).isEmpty());
    }
  }

  private static List<String> leftIn(PrivateContainerd containerd) {
    return containerd.leftovers().stream().filter(left -> !left.startsWith("none ")).toList();
  }

  /// Compiled code is kept there; without it every start compiles.
  @Test
  void runsGuestsWithoutRoomForTheirCompiledCode() throws Exception {
    try (PrivateContainerd other = PrivateContainerd.start(version, Map.of(), shim)) {
      Path cache = other.folder().resolve("cache");
      mount(cache, "4k");
      fill(cache.resolve("filler"));
      for (int i = 0; i < 2; i++) {
        Ended ended = other.ctr(run(List.of("--rm"), "nocache" + i, "/count-lines.wasm"));
        assertThat(ended).isEqualTo(new Ended(0, "0 -\n", ""));
      }
    }
  }

  /// It has filled what the pipe holds, and waits.
  @Test
  void aGuestWhoseOutputNobodyReadsCanBeEnded() throws Exception {
    endsThoughNobodyReads();
  }

  @Test
  void aGuestWhoseLoggerHangsCanBeEnded(@TempDir Path folder) throws Exception {
    endsThoughItsLoggerHangs(folder);
  }

  /// As with any program, its writing fails from then on.
  @Test
  void aLogThatFillsItsDiskHarmsNobodyElse(@TempDir Path folder) throws Exception {
    fillsTheDiskOfItsLog(folder);
  }

  /// No machine has that much memory for it; what it took serves others afterwards.
  @Test
  void aGuestThatTakesAllMemoryOfTheDaemonHarmsNobodyElse() throws Exception {
    try (PrivateContainerd other =
        PrivateContainerd.start(version, Map.of("JAWA_JAVA_OPTS", "-Xmx128m"), shim)) {
      String[] keeps = run(List.of("--detach"), "keeps", "/grow.wasm");
      assertThat(other.ctr(keeps)).isEqualTo(new Ended(0, "", ""));
      Ended after = other.ctr(run(List.of("--rm"), "after", "/count-lines.wasm"));
      assertThat(after).isEqualTo(new Ended(0, "0 -\n", ""));
      assertThat(other.taskStatus("keeps")).isPresent();
    }
  }
}
