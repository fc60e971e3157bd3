package dev.jawa.wasi.portable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.wasi.ctx.FileError;
import dev.jawa.wasi.ctx.Follow;
import dev.jawa.wasi.escape.Guest;
import dev.jawa.wasi.sys.Access;
import dev.jawa.wasi.sys.DirectoryOptions;
import dev.jawa.wasi.sys.LinuxDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The same strange calls in a directory that the kernel keeps and in a portable one: the same
/// answers, and the same files afterwards.
class PortableComparedTest {

  private static final int SERIES = 20;
  private static final int CALLS = 80;
  private static final List<String> PARTS = List.of("a", "b", "c", "l", "m", "d", "x", ".", "..");

  @TempDir private Path temporary;

  private record Call(String name, Function<Guest, String> run) {}

  private static String path(Random random) {
    StringBuilder path = new StringBuilder();
    for (int i = random.nextInt(3); i >= 0; i--) {
      path.append(PARTS.get(random.nextInt(PARTS.size())));
      path.append(i == 0 ? "" : random.nextInt(12) == 0 ? "//" : "/");
    }
    path.append(random.nextInt(5) == 0 ? "/" : "");
    return switch (random.nextInt(80)) {
      case 0 -> "";
      case 1 -> "/" + path;
      default -> path.toString();
    };
  }

  private static Call call(Random random) {
    String path = path(random);
    String other = path(random);
    // The JDK forgets slashes at the end of a target.
    String target = path.replaceAll("(?<=[^/])/+", "/").replaceAll("/$", "");
    Follow follow = random.nextBoolean() ? Follow.FOLLOW : Follow.NO_FOLLOW;
    String one = " '" + path + "' " + follow;
    String two = " '" + path + "' '" + other + "'";
    return switch (random.nextInt(14)) {
      case 0, 1 -> new Call("read" + one, g -> g.open(path, follow, Guest.Purpose.READ));
      case 2, 3 -> new Call("create" + one, g -> g.open(path, follow, Guest.Purpose.CREATE));
      case 4 -> new Call("empty" + one, g -> g.open(path, follow, Guest.Purpose.TRUNCATE));
      case 5 -> new Call("stat" + one, g -> g.stat(path, follow));
      case 6 -> new Call("touch" + one, g -> g.touch(path, follow));
      case 7 -> new Call("readlink" + one, g -> g.readLink(path));
      case 8, 9 -> new Call("mkdir" + one, g -> g.makeDirectory(path));
      case 10 -> new Call("unlink" + one, g -> g.unlink(path));
      case 11 -> new Call("rmdir" + one, g -> g.removeDirectory(path));
      case 12 -> new Call("rename" + two, g -> g.rename(path, other));
      default ->
          random.nextBoolean()
              ? new Call("link" + two, g -> g.link(path, other))
              : new Call("symlink" + two, g -> g.symlink(target, other));
    };
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 1_000, 2_000, 3_000})
  void answersAsTheKernelDoes(long first) throws IOException {
    for (long seed = first; seed < first + SERIES; seed++) {
      Path mine = Files.createDirectories(temporary.resolve(seed + "/portable"));
      Path kernels = Files.createDirectories(temporary.resolve(seed + "/linux"));
      try (LinuxDirectory linux = LinuxDirectory.open(kernels, Access.READ_WRITE);
          PortableDirectory portable =
              PortableDirectory.open(mine, DirectoryOptions.of(Access.READ_WRITE))) {
        compare(seed, new DirectoryGuest(linux), kernels, new DirectoryGuest(portable), mine);
      } finally {
        removeLinks(temporary);
      }
    }
  }

  private static void compare(long seed, Guest linux, Path kernels, Guest portable, Path mine)
      throws IOException {
    Random random = new Random(seed);
    for (int i = 0; i < CALLS; i++) {
      Call call = call(random);
      String answer = call.run().apply(portable);
      if (answer.equals(portable.told(FileError.NOTSUP))) {
        continue; // a hard link of a link, which the JDK cannot make for sure
      }
      String what = "seed " + seed + ", call " + i + ": " + call.name();
      assertThat(answer).as(what).isEqualTo(call.run().apply(linux));
      assertThat(tree(mine)).as(what).isEqualTo(tree(kernels));
    }
  }

  private static Set<String> tree(Path root) throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.toList()) {
        String kind =
            Files.isSymbolicLink(file)
                ? " -> " + Files.readSymbolicLink(file)
                : Files.isDirectory(file) ? "/" : "";
        names.add(root.relativize(file) + kind);
      }
    }
    return names;
  }

  /// JUnit warns of each link that leads out of its folder.
  private static void removeLinks(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path link : files.filter(Files::isSymbolicLink).toList()) {
        Files.delete(link);
      }
    }
  }
}
