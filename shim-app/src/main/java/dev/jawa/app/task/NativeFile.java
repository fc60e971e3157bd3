package dev.jawa.app.task;

import dev.jawa.app.oci.RuntimeSpec;
import dev.jawa.wasi.ctx.Directory;
import dev.jawa.wasi.ctx.FileException;
import dev.jawa.wasi.ctx.FileHandle;
import dev.jawa.wasi.ctx.Follow;
import dev.jawa.wasi.ctx.OpenFile;
import dev.jawa.wasi.ctx.OpenFlag;
import dev.jawa.wasi.sys.Access;
import dev.jawa.wasi.sys.LinuxDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;

/// Tells by its first bytes whether a container's program is one that the kernel executes: a pause
/// container, a sidecar, a shell.
final class NativeFile {

  private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};
  private static final byte[] SCRIPT = {'#', '!'};

  private NativeFile() {}

  /// Whether it is one, before there is a container: looked for below the root file system and in
  /// the bind mounts that the container will have.
  ///
  /// @param rootfs mounted already
  static boolean isProgram(RuntimeSpec spec, Path rootfs) {
    for (String candidate : GuestFile.of(spec).candidates(spec)) {
      byte[] head = head(spec, rootfs, candidate);
      if (head.length > 0) {
        return isNative(head);
      }
    }
    return false;
  }

  /// Whether it is one, in a container that is there.
  static boolean isProgram(RuntimeSpec spec, Directory root) {
    for (String candidate : GuestFile.of(spec).candidates(spec)) {
      byte[] head = head(root, candidate);
      if (head.length > 0) {
        return isNative(head);
      }
    }
    return false;
  }

  private static boolean isNative(byte[] head) {
    return startsWith(head, ELF) || startsWith(head, SCRIPT);
  }

  private static boolean startsWith(byte[] bytes, byte[] start) {
    return bytes.length >= start.length
        && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
  }

  // The last mount that covers the path is the one that is seen.
  private static byte[] head(RuntimeSpec spec, Path rootfs, String relative) {
    Path wanted = Path.of("/", relative).normalize();
    Path base = rootfs;
    Path below = Path.of("/").relativize(wanted);
    for (RuntimeSpec.BindMount mount : spec.bindMounts()) {
      Path destination = Path.of("/", mount.destination()).normalize();
      if (wanted.startsWith(destination)) {
        base = Path.of(mount.source());
        below = destination.relativize(wanted);
      }
    }
    Path folder = base.getParent();
    if (folder != null && Files.isRegularFile(base)) {
      below = folder.relativize(base);
      base = folder;
    }
    try (Directory root = LinuxDirectory.ofRoot(base, Access.READ_ONLY)) {
      return head(root, below.toString());
    } catch (IOException _) {
      return new byte[0];
    }
  }

  private static byte[] head(Directory root, String path) {
    try (FileHandle file = root.open(path, Follow.FOLLOW, Set.of(OpenFlag.READ))) {
      byte[] bytes = new byte[ELF.length];
      return file instanceof OpenFile regular
          ? Arrays.copyOf(bytes, regular.read(bytes, 0, bytes.length, 0))
          : new byte[0];
    } catch (FileException _) {
      return new byte[0];
    }
  }
}
