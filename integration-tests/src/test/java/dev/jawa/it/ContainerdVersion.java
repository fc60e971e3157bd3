package dev.jawa.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The containerds that tests run against.
enum ContainerdVersion {
  /// The distribution's own: 1.6 on Debian 12, which knows the oldest protocol.
  INSTALLED {
    @Override
    String program(String name) {
      return name;
    }
  },
  /// The newest line, built by `scripts/tools.sh`.
  V2_4 {
    @Override
    String program(String name) {
      return Tools.built("containerd-2.4.2").resolve(name).toString();
    }
  },
  /// The same with one fault mended, by which it can use no shim that speaks gRPC: ADR 0015.
  MENDED {
    @Override
    String program(String name) {
      return name.equals("containerd")
          ? Tools.built("containerd-2.4.2-mended").resolve(name).toString()
          : V2_4.program(name);
    }
  };

  /// Those that others use, too.
  static final List<ContainerdVersion> RELEASED = List.of(INSTALLED, V2_4);

  /// The CNI's plugins, built by the same script.
  static final Path CNI = Tools.built("cni-1.9.1");

  /// The path of `containerd` or `ctr`, or its name for PATH.
  abstract String program(String name);

  /// What is missing on this machine to run it, or nothing.
  Optional<String> missing() {
    if (!"root".equals(System.getProperty("user.name"))) {
      return Optional.of("containerd needs root");
    }
    return Stream.of(program("containerd"), program("ctr"), "runc")
        .filter(program -> !isThere(program))
        .map(program -> program + " is not installed")
        .findFirst();
  }

  private static boolean isThere(String program) {
    return program.contains("/") ? Files.isExecutable(Path.of(program)) : Tools.onPath(program);
  }
}
