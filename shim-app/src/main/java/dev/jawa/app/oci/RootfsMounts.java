package dev.jawa.app.oci;

import dev.jawa.app.sys.Mounts;
import dev.jawa.shim.api.types.Mount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Mounts a root file system as the snapshotter asks for it.
public final class RootfsMounts {

  private RootfsMounts() {}

  /// Mounts in the order of the list, all at `root` or below it. Nothing stays mounted if it fails.
  ///
  /// @throws OciException if it cannot be done; nothing is mounted then
  public static void mount(List<Mount> mounts, Path root) {
    try {
      Files.createDirectories(root);
      for (Mount mount : mounts) {
        mount(mount, root);
      }
    } catch (IOException | OciException e) {
      unmount(root);
      throw new OciException("cannot mount the root file system: " + e.getMessage(), e);
    }
  }

  private static void mount(Mount mount, Path root) throws IOException {
    Path target = mount.getTarget().isEmpty() ? root : below(root, mount.getTarget());
    MountOptions options = MountOptions.parse(mount.getOptionsList());
    if (options.needsHelper()
        || mount.getType().startsWith("fuse")
        || !Mounts.fits(options.data())) {
      mountByHelper(mount, target);
      return;
    }
    Mounts.mount(mount.getType(), mount.getSource(), target, options.flags(), options.data());
    if (options.propagation() != 0) {
      Mounts.propagate(target, options.propagation());
    }
  }

  private static Path below(Path root, String target) {
    Path resolved = root.resolve(Path.of("/").relativize(Path.of("/", target).normalize()));
    if (!resolved.startsWith(root)) {
      throw new OciException("mount target " + target + " leaves the root file system");
    }
    return resolved;
  }

  /// mount(8) knows loop devices and helpers for file systems in user space; and unlike this JVM it
  /// can work in another folder, which leaves more layers room in a page.
  private static void mountByHelper(Mount mount, Path target) throws IOException {
    List<String> options = mount.getOptionsList();
    OverlayLayers layers =
        mount.getType().equals("overlay") ? OverlayLayers.of(mount.getOptionsList()) : null;
    List<String> command = new ArrayList<>();
    if (layers != null) {
      command.addAll(List.of("sh", "-c", "cd \"$0\" && exec \"$@\"", layers.folder().toString()));
      options = layers.options();
    }
    command.addAll(List.of("mount", "-t", mount.getType()));
    if (!options.isEmpty()) {
      command.add("-o");
      command.add(String.join(",", options));
    }
    command.add(mount.getSource());
    command.add(target.toString());
    CommandResult result = CommandResult.of(command);
    if (result.exitStatus() != 0) {
      // The last line only tells where the kernel may have said more.
      throw new OciException(result.firstLine());
    }
  }

  /// Unmounts everything at and below the root.
  public static void unmount(Path root) {
    try {
      if (Files.exists(root)) {
        Mounts.unmountAll(root.toRealPath());
      }
    } catch (IOException e) {
      throw new OciException("cannot unmount " + root + ": " + e.getMessage(), e);
    }
  }
}
