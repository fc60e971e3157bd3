package dev.jawa.wasi.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.jawa.wasi.ctx.FileError;
import dev.jawa.wasi.ctx.FileException;
import dev.jawa.wasi.ctx.Follow;
import dev.jawa.wasi.ctx.OpenFile;
import dev.jawa.wasi.ctx.OpenFlag;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Ways out of a directory while it changes, and out of the root of a container; the table of all
/// others is in `dev.jawa.wasi.escape`, for guests of each version of WASI.
class EscapeTest {

  private static final String SECRET = "secret";

  @TempDir private Path temporary;
  private Path inside;
  private Path outside;
  private LinuxDirectory directory;

  @BeforeEach
  void prepare() throws IOException {
    outside = Files.createDirectory(temporary.resolve("outside"));
    Files.writeString(outside.resolve("file"), SECRET);
    inside = Files.createDirectory(temporary.resolve("inside"));
    Files.writeString(inside.resolve("mine"), "mine");
    directory = LinuxDirectory.open(inside, Access.READ_WRITE);
  }

  private void link(String name, Path target) throws IOException {
    Files.createSymbolicLink(inside.resolve(name), target);
  }

  @AfterEach
  void close() throws IOException {
    directory.close();
    // JUnit warns of each link that leads out of its folder.
    try (Stream<Path> files = Files.walk(inside)) {
      for (Path link : files.filter(Files::isSymbolicLink).toList()) {
        Files.delete(link);
      }
    }
  }

  private static void open(LinuxDirectory d, String path, Follow follow) throws IOException {
    d.open(path, follow, EnumSet.of(OpenFlag.READ)).close();
  }

  private static void read(LinuxDirectory d, String path) throws IOException {
    open(d, path, Follow.FOLLOW);
  }

  @Test
  void staysInsideWhileAnotherExchangesADirectoryForALink() throws Exception {
    Files.createDirectory(inside.resolve("swap"));
    Files.writeString(inside.resolve("swap/file"), "mine");
    Thread swapper = Thread.ofPlatform().start(this::swapUntilInterrupted);
    try {
      for (int i = 0; i < 3000; i++) {
        assertThat(readIfThere("swap/../swap/file")).isIn("mine", "");
      }
    } finally {
      swapper.interrupt();
      swapper.join();
    }
  }

  private void swapUntilInterrupted() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Files.move(inside.resolve("swap"), inside.resolve("kept"));
        link("swap", outside);
        Files.delete(inside.resolve("swap"));
        Files.move(inside.resolve("kept"), inside.resolve("swap"));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  private String readIfThere(String path) throws IOException {
    try (OpenFile file =
        (OpenFile) directory.open(path, Follow.FOLLOW, EnumSet.of(OpenFlag.READ))) {
      byte[] bytes = new byte[16];
      return new String(bytes, 0, file.read(bytes, 0, 16, 0), StandardCharsets.UTF_8);
    } catch (FileException e) {
      assertThat(e.error()).isIn(FileError.NOENT, FileError.PERM, FileError.AGAIN);
      return "";
    }
  }

  @Test
  void takesAbsoluteLinksForThoseOfTheContainerInItsRoot() throws IOException {
    Files.createDirectory(inside.resolve("etc"));
    Files.writeString(inside.resolve("etc/passwd"), "container");
    link("to-passwd", Path.of("/etc/passwd"));
    link("far-up", Path.of("../../../etc/passwd"));
    try (LinuxDirectory root = LinuxDirectory.ofRoot(inside, Access.READ_WRITE)) {
      for (String path : List.of("to-passwd", "far-up", "../../etc/passwd")) {
        try (OpenFile file = (OpenFile) root.open(path, Follow.FOLLOW, EnumSet.of(OpenFlag.READ))) {
          byte[] bytes = new byte[16];
          int count = file.read(bytes, 0, 16, 0);
          assertThat(new String(bytes, 0, count, StandardCharsets.UTF_8)).isEqualTo("container");
        }
      }
    }
  }

  @Test
  void keepsMagicLinksClosedInTheRootOfAContainer() throws IOException {
    try (LinuxDirectory proc = LinuxDirectory.ofRoot(Path.of("/proc"), Access.READ_ONLY)) {
      FileException refusal =
          catchThrowableOfType(FileException.class, () -> read(proc, "self/root/etc/passwd"));
      assertThat(refusal.error()).isEqualTo(FileError.LOOP);
    }
  }
}
