package dev.jawa.it;

import static dev.jawa.it.PrivateContainerd.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jawa.it.Jawa.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the tests share whose containers all have one folder as their root file system.
abstract class RootfsTests extends ContainerdTests {

  /// Made by the class's own setting-up, with [#rootfs()].
  Path rootfs;

  private int containers;

  /// The shim that runs the containers.
  String shim() {
    return PrivateContainerd.SHIM;
  }

  String runtime() {
    return "io.containerd." + shim() + ".v1";
  }

  /// One that no container or process had before.
  String name() {
    return "c" + ++containers + containerd.mark();
  }

  /// The arguments of `ctr` for a container of this name.
  String[] run(List<String> options, String id, String... program) {
    List<String> arguments = new ArrayList<>(List.of("run"));
    arguments.addAll(options);
    arguments.addAll(List.of("--runtime", runtime(), "--rootfs"));
    arguments.addAll(List.of(rootfs.toString(), id));
    arguments.addAll(List.of(program));
    return arguments.toArray(String[]::new);
  }

  /// Starts a container, of whose program nobody reads anything.
  ///
  /// @return its name
  String detached(List<String> options, String... program) {
    String id = name();
    List<String> all = new ArrayList<>(List.of("--detach"));
    all.addAll(options);
    assertThat(containerd.ctr(run(all, id, program))).isEqualTo(new Ended(0, "", ""));
    return id;
  }

  /// As [#detached(List, String...)] of a program without arguments.
  String detached(String program, String... options) {
    return detached(List.of(options), program);
  }

  void awaitStatus(String id, String status) throws InterruptedException {
    eventually(id + " is " + status, () -> containerd.taskStatus(id).equals(Optional.of(status)));
  }

  /// Puts native programs into the root file system; skips the tests where there is none to take
  /// them from.
  void busybox(List<String> programs) throws IOException {
    assumeTrue(Tools.onPath("busybox"), "busybox is not installed");
    Path bin = Files.createDirectories(rootfs.resolve("bin"));
    Path busybox = Files.copy(Path.of("/usr/bin/busybox"), bin.resolve("busybox"));
    Files.setPosixFilePermissions(busybox, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (String program : programs) {
      Files.createSymbolicLink(bin.resolve(program), Path.of("busybox"));
    }
  }
}
