package dev.jawa.wasi.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.jawa.wasi.ctx.FileError;
import dev.jawa.wasi.ctx.FileException;
import dev.jawa.wasi.ctx.Follow;
import dev.jawa.wasi.ctx.OpenFile;
import dev.jawa.wasi.ctx.OpenFlag;
import dev.jawa.wasi.ctx.SetTime;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Ways out of a directory, none of which leads anywhere.
class EscapeTest {

  private static final String SECRET = "secret";

  @TempDir private Path temporary;
  private Path inside;
  private Path outside;
  private LinuxDirectory directory;

  /// One try to get out.
  ///
  /// @param error what the guest is told
  record Attempt(String name, Action action, FileError error) {
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
    Files.writeString(outside.resolve("file"), SECRET);
    inside = Files.createDirectory(temporary.resolve("inside"));
    Files.writeString(inside.resolve("mine"), "mine");
    Files.createDirectories(inside.resolve("deep/er"));
    link("absolute", outside);
    link("absolute-file", outside.resolve("file"));
    link("up", Path.of("../outside"));
    link("up-file", Path.of("../outside/file"));
    link("deep/up", Path.of("../../outside"));
    link("chain1", Path.of("chain2"));
    link("chain2", Path.of("deep/../chain3"));
    link("chain3", Path.of("../outside/file"));
    link("self", Path.of("self"));
    link("proc-root", Path.of("/proc/self/root"));
    link("dangling-out", Path.of("../outside/new"));
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

  static List<Attempt> attempts() {
    return List.of(
        refused("open an absolute path", d -> read(d, "/etc/passwd")),
        refused("open above", d -> read(d, "../outside/file")),
        refused("open the directory above", d -> read(d, "..")),
        refused("open above after going down", d -> read(d, "deep/../../outside/file")),
        refused("open by an absolute link", d -> read(d, "absolute/file")),
        refused("open an absolute link itself", d -> read(d, "absolute-file")),
        refused("open by a relative link", d -> read(d, "up/file")),
        refused("open a relative link itself", d -> read(d, "up-file")),
        refused("open by a link below", d -> read(d, "deep/up/file")),
        refused("open a chain of links", d -> read(d, "chain1")),
        refused("open a link into proc", d -> read(d, "proc-root/etc/passwd")),
        refused("list outside", d -> d.open("up", Follow.FOLLOW, EnumSet.of(OpenFlag.DIRECTORY))),
        refused("open a link with a slash behind", d -> open(d, "up/", Follow.NO_FOLLOW)),
        refused("create through a dangling link", d -> create(d, "dangling-out")),
        refused("create above", d -> create(d, "../outside/new")),
        refused("stat above", d -> d.stat("..", Follow.FOLLOW)),
        refused("stat by a link", d -> d.stat("up-file", Follow.FOLLOW)),
        refused("stat a link with a slash behind", d -> d.stat("up/", Follow.NO_FOLLOW)),
        refused("set times by a link", d -> touch(d, "up-file", Follow.FOLLOW)),
        refused("set times of a link with a slash", d -> touch(d, "up/", Follow.NO_FOLLOW)),
        refused("read a link outside", d -> d.readLink("up/file")),
        refused("make a directory outside", d -> d.createDirectory("up/new")),
        refused("make a directory above", d -> d.createDirectory("../new")),
        refused("unlink outside", d -> d.unlinkFile("up/file")),
        refused("unlink above", d -> d.unlinkFile("../outside/file")),
        refused("remove the directory above", d -> d.removeDirectory("..")),
        refused("remove above", d -> d.removeDirectory("../outside")),
        refused("rename out", d -> d.rename("mine", d, "up/mine")),
        refused("rename out by dots", d -> d.rename("mine", d, "../outside/mine")),
        refused("rename in", d -> d.rename("up/file", d, "stolen")),
        refused("link in", d -> d.link("absolute/file", d, "stolen")),
        refused("link in by dots", d -> d.link("../outside/file", d, "stolen")),
        refused("link a directory outside", d -> d.link("up/", d, "stolen")),
        refused("link out", d -> d.link("mine", d, "up/mine")),
        refused("make a link outside", d -> d.symlink("file", "up/new")),
        refused("make an absolute link", d -> d.symlink("/etc", "new")),
        new Attempt("open a link to itself", d -> read(d, "self"), FileError.LOOP),
        new Attempt("open a path with NUL", d -> read(d, "mine\0../x"), FileError.INVAL),
        new Attempt("open a link, not following", d -> noFollow(d, "up-file"), FileError.LOOP),
        new Attempt("open nothing", d -> read(d, ""), FileError.NOENT),
        new Attempt("open a long path", d -> read(d, "a/".repeat(3000)), FileError.NAMETOOLONG));
  }

  private static Attempt refused(String name, Action action) {
    return new Attempt(name, action, FileError.PERM);
  }

  private static void open(LinuxDirectory d, String path, Follow follow) throws IOException {
    d.open(path, follow, EnumSet.of(OpenFlag.READ)).close();
  }

  private static void read(LinuxDirectory d, String path) throws IOException {
    open(d, path, Follow.FOLLOW);
  }

  private static void noFollow(LinuxDirectory d, String path) throws IOException {
    open(d, path, Follow.NO_FOLLOW);
  }

  private static void create(LinuxDirectory d, String path) throws IOException {
    d.open(path, Follow.FOLLOW, EnumSet.of(OpenFlag.CREATE, OpenFlag.WRITE)).close();
  }

  private static void touch(LinuxDirectory d, String path, Follow follow) throws IOException {
    d.setTimes(path, follow, SetTime.Now.NOW, SetTime.Now.NOW);
  }

  @ParameterizedTest
  @MethodSource("attempts")
  void leadsNowhere(Attempt attempt) throws IOException {
    var before = Files.getLastModifiedTime(outside.resolve("file"));
    FileException refusal =
        catchThrowableOfType(FileException.class, () -> attempt.action().run(directory));
    assertThat(refusal).isNotNull();
    assertThat(refusal.error()).isEqualTo(attempt.error());
    assertThat(outside.resolve("file")).hasContent(SECRET);
    assertThat(Files.getLastModifiedTime(outside.resolve("file"))).isEqualTo(before);
    assertThat(outside).isDirectoryNotContaining(path -> !path.endsWith("file"));
    assertThat(inside.resolve("mine")).hasContent("mine");
    assertThat(inside.resolve("stolen")).doesNotExist();
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
