package dev.jawa.wasi.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.jawa.wasi.ctx.FileError;
import dev.jawa.wasi.ctx.FileException;
import dev.jawa.wasi.ctx.FileHandle;
import dev.jawa.wasi.ctx.Follow;
import dev.jawa.wasi.ctx.OpenFlag;
import dev.jawa.wasi.ctx.SetTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Ways out of a directory while another process exchanges parts of paths, and out of the root of a
/// container; none leads anywhere.
class EscapeRaceTest {

  private static final int TRIES = 400;

  @TempDir private Path temporary;
  private Path inside;
  private Path outside;

  /// Something done again and again while `swap` is a directory, a link that leads out, or nothing.
  record Race(String name, Action action) {
    @Override
    public String toString() {
      return name;
    }
  }

  @FunctionalInterface
  interface Action {
    void run(LinuxDirectory directory) throws IOException;
  }

  @BeforeEach
  void prepare() throws IOException {
    outside = Files.createDirectory(temporary.resolve("outside"));
    Files.writeString(outside.resolve("file"), "secret");
    inside = Files.createDirectory(temporary.resolve("inside"));
    Files.createDirectory(inside.resolve("swap"));
    Files.writeString(inside.resolve("swap/file"), "mine");
    Files.writeString(inside.resolve("mine"), "mine");
  }

  @AfterEach
  void removeLinks() throws IOException {
    // JUnit warns of each link that leads out of its folder.
    try (Stream<Path> files = Files.walk(inside)) {
      for (Path link : files.filter(Files::isSymbolicLink).toList()) {
        Files.delete(link);
      }
    }
  }

  static List<Race> races() {
    return List.of(
        new Race("create", d -> open(d, "swap/new", Set.of(OpenFlag.CREATE, OpenFlag.WRITE))),
        new Race("truncate", d -> open(d, "swap/file", Set.of(OpenFlag.TRUNCATE, OpenFlag.WRITE))),
        new Race("unlink", d -> d.unlinkFile("swap/file")),
        new Race("make a directory", d -> d.createDirectory("swap/new")),
        new Race("remove a directory", d -> d.removeDirectory("swap/new")),
        new Race("rename in", d -> d.rename("mine", d, "swap/new")),
        new Race("rename out", d -> d.rename("swap/file", d, "stolen")),
        new Race("link", d -> d.link("swap/file", d, "stolen")),
        new Race("make a link", d -> d.symlink("file", "swap/new")),
        new Race(
            "set times",
            d -> d.setTimes("swap/file", Follow.FOLLOW, SetTime.Now.NOW, SetTime.Now.NOW)));
  }

  private static void open(LinuxDirectory d, String path, Set<OpenFlag> flags) throws IOException {
    try (FileHandle _ = d.open(path, Follow.FOLLOW, EnumSet.copyOf(flags))) {
      // Only that it opens.
    }
  }

  @ParameterizedTest
  @MethodSource("races")
  void touchesNothingOutsideWhileADirectoryBecomesALink(Race race) throws Exception {
    var before = Files.getLastModifiedTime(outside.resolve("file"));
    Thread swapper = Thread.ofPlatform().start(this::swapUntilInterrupted);
    try (LinuxDirectory directory = LinuxDirectory.open(inside, Access.READ_WRITE)) {
      for (int i = 0; i < TRIES; i++) {
        try {
          race.action().run(directory);
        } catch (FileException refused) {
          // As it should be while the link is there.
        }
      }
    } finally {
      swapper.interrupt();
      swapper.join();
    }
    assertThat(outside.resolve("file")).hasContent("secret");
    assertThat(Files.getLastModifiedTime(outside.resolve("file"))).isEqualTo(before);
    assertThat(outside).isDirectoryNotContaining(path -> !path.endsWith("file"));
    Path stolen = inside.resolve("stolen");
    assertThat(Files.exists(stolen) ? Files.readString(stolen) : "").isIn("", "mine");
  }

  private void swapUntilInterrupted() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Files.move(inside.resolve("swap"), inside.resolve("kept"));
        Files.createSymbolicLink(inside.resolve("swap"), Path.of("../outside"));
        Files.delete(inside.resolve("swap"));
        Files.move(inside.resolve("kept"), inside.resolve("swap"));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "self/root/etc/passwd",
        "self/cwd",
        "self/exe",
        "self/fd/0",
        "self/task",
        "thread-self/root",
        "1/root/etc",
        "self/ns/net",
        "self/map_files"
      })
  void followsNoMagicLinkOfProc(String path) throws IOException {
    try (LinuxDirectory proc = LinuxDirectory.ofRoot(Path.of("/proc"), Access.READ_ONLY)) {
      FileException refusal =
          catchThrowableOfType(FileException.class, () -> open(proc, path, Set.of(OpenFlag.READ)));
      if (refusal == null) {
        // What is no magic link opens, and lies in proc.
        assertThat(path).isIn("self/task", "self/map_files");
      } else {
        assertThat(refusal.error())
            .isIn(FileError.LOOP, FileError.NOENT, FileError.ACCES, FileError.PERM);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/outside/file", "../outside/file", "../../../../outside/file"})
  void findsNothingOutsideByLinksInTheRootOfAContainer(String target) throws IOException {
    Files.createSymbolicLink(inside.resolve("out"), Path.of(target));
    try (LinuxDirectory root = LinuxDirectory.ofRoot(inside, Access.READ_WRITE)) {
      FileException refusal =
          catchThrowableOfType(FileException.class, () -> open(root, "out", Set.of(OpenFlag.READ)));
      assertThat(refusal.error()).isEqualTo(FileError.NOENT);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"read", "write"})
  void doesNotHangAtAPipeThatNobodyElseOpens(String way) throws Exception {
    Path pipe = inside.resolve("pipe");
    int made = new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
    assertThat(made).isZero();
    Set<OpenFlag> flags = Set.of(way.equals("read") ? OpenFlag.READ : OpenFlag.WRITE);
    try (LinuxDirectory directory = LinuxDirectory.open(inside, Access.READ_WRITE)) {
      FileException refusal =
          catchThrowableOfType(FileException.class, () -> open(directory, "pipe", flags));
      assertThat(refusal == null ? FileError.NXIO : refusal.error()).isEqualTo(FileError.NXIO);
    }
  }
}
