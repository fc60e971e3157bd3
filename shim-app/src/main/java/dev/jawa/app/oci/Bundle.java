package dev.jawa.app.oci;

import java.nio.file.Path;

/// The folder that containerd makes for a container.
public record Bundle(Path folder) {

  public Path config() {
    return folder.resolve("config.json");
  }

  /// A FIFO: what is written there, containerd logs.
  public Path log() {
    return folder.resolve("log");
  }

  /// Where the root file system belongs.
  ///
  /// @param rootPath as the specification has it; relative to the bundle, or absolute
  public Path rootfs(String rootPath) {
    return folder.resolve(rootPath);
  }
}
