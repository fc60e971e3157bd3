package dev.jawa.wasi.escape;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.stream.Stream;

/// A folder for a guest beside one that it must not reach, full of links that lead there.
public final class EscapeFolder implements AutoCloseable {

  private static final String SECRET = "secret";

  private final Path inside;
  private final Path outside;
  private final FileTime touched;
  private final FileTime innerTouched;

  public EscapeFolder(Path parent) throws IOException {
    outside = Files.createDirectory(parent.resolve("outside"));
    Files.writeString(outside.resolve("file"), SECRET);
    Files.createDirectory(outside.resolve("dir"));
    Files.writeString(outside.resolve("dir/file"), SECRET);
    innerTouched = Files.getLastModifiedTime(outside.resolve("dir/file"));
    touched = Files.getLastModifiedTime(outside.resolve("file"));
    inside = Files.createDirectory(parent.resolve("inside"));
    Files.writeString(inside.resolve("mine"), "mine");
    Files.createLink(inside.resolve("hard"), inside.resolve("mine"));
    Files.createDirectories(inside.resolve("deep/er"));
    link("absolute", outside);
    link("absolute-file", outside.resolve("file"));
    link("up", Path.of("../outside"));
    link("up-file", Path.of("../outside/file"));
    link("deep/up", Path.of("../../outside"));
    link("deep/up-one", Path.of("../mine"));
    link("deep/er/far", Path.of("../../../outside/file"));
    link("chain1", Path.of("chain2"));
    link("chain2", Path.of("deep/../chain3"));
    link("chain3", Path.of("up/file"));
    link("around", Path.of("deep/er/../../../outside/file"));
    link("self", Path.of("self"));
    link("ping", Path.of("pong"));
    link("pong", Path.of("ping"));
    link("proc-root", Path.of("/proc/self/root"));
    link("proc-cwd", Path.of("/proc/self/cwd"));
    link("proc-fd", Path.of("/proc/self/fd/0"));
    link("dev-null", Path.of("/dev/null"));
    link("dev-kmsg", Path.of("/dev/kmsg"));
    link("dev-mem", Path.of("../../../../../../../../../../dev/mem"));
    link("dev", Path.of("/dev"));
    link("dangling-out", Path.of("../outside/new"));
  }

  private void link(String name, Path target) throws IOException {
    Files.createSymbolicLink(inside.resolve(name), target);
  }

  /// The guest's directory.
  public Path inside() {
    return inside;
  }

  /// Nothing outside was read, made, changed or taken away; nothing of it came in.
  public void requireUntouched() throws IOException {
    assertThat(outside.resolve("file")).hasContent(SECRET);
    assertThat(Files.getLastModifiedTime(outside.resolve("file"))).isEqualTo(touched);
    try (Stream<Path> there = Files.list(outside)) {
      assertThat(there.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("file", "dir");
    }
    try (Stream<Path> there = Files.list(outside.resolve("dir"))) {
      assertThat(there).containsExactly(outside.resolve("dir/file"));
    }
    assertThat(outside.resolve("dir/file")).hasContent(SECRET);
    assertThat(Files.getLastModifiedTime(outside.resolve("dir/file"))).isEqualTo(innerTouched);
    assertThat(inside.resolve("mine")).hasContent("mine");
    assertThat(inside.resolve("stolen")).doesNotExist();
  }

  /// JUnit warns of each link that leads out of its folder.
  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(inside)) {
      for (Path link : files.filter(Files::isSymbolicLink).toList()) {
        Files.delete(link);
      }
    }
  }
}
