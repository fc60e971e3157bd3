package dev.jawa.app.sys;

import dev.jawa.wasi.sys.Syscall;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Mounts and unmounts in the mount namespace of this process.
public final class Mounts {

  /// Ask for a bind mount; more flags are in `MountOptions`.
  public static final long BIND = 4096;

  private static final long REMOUNT = 32;
  private static final long RECURSIVE = 16384;
  private static final int DETACH = 2;
  private static final int NO_FOLLOW = 8;

  /// The kernel takes one page of data.
  private static final int MAX_DATA = 4095;

  private Mounts() {}

  /// Whether the kernel takes the options in one `mount(2)`.
  public static boolean fits(String data) {
    return data.getBytes(StandardCharsets.UTF_8).length <= MAX_DATA;
  }

  /// Mounts.
  ///
  /// @param flags `MS_*` bits
  /// @param data options of the file system, separated by commas
  public static void mount(String type, String source, Path target, long flags, String data)
      throws IOException {
    syscall(type, source, target, flags, data);
    if ((flags & BIND) != 0 && (flags & ~(BIND | RECURSIVE)) != 0) {
      // A bind mount ignores the other flags at first.
      syscall(type, source, target, flags | REMOUNT, data);
    }
  }

  /// Changes how mounts propagate at a place.
  ///
  /// @param propagation one of the `MS_SHARED`… bits, with `MS_REC` or not
  public static void propagate(Path target, long propagation) throws IOException {
    syscall("", "", target, propagation, "");
  }

  private static void syscall(String type, String source, Path target, long flags, String data)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      Kernel.call(
          arena,
          "mount " + type + " on " + target,
          Syscall.MOUNT,
          arena.allocateFrom(source).address(),
          arena.allocateFrom(target.toString()).address(),
          arena.allocateFrom(type).address(),
          flags,
          data.isEmpty() ? 0 : arena.allocateFrom(data).address());
    }
  }

  /// Unmounts everything at and below a place, the latest first.
  public static void unmountAll(Path place) throws IOException {
    for (Path target : targetsBelow(place).reversed()) {
      unmount(target);
    }
  }

  private static void unmount(Path target) throws IOException {
    try {
      umount2(target, NO_FOLLOW);
    } catch (KernelException e) {
      switch (e.errno()) {
        // Somebody else was faster.
        case KernelException.EINVAL, KernelException.ENOENT -> {}
        // Busy: out of sight now, gone when its last user is.
        default -> umount2(target, NO_FOLLOW | DETACH);
      }
    }
  }

  private static void umount2(Path target, int flags) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      Kernel.call(
          arena,
          "unmount " + target,
          Syscall.UMOUNT2,
          arena.allocateFrom(target.toString()).address(),
          flags);
    }
  }

  /// The mount points at and below a place, in the order they were mounted.
  static List<Path> targetsBelow(Path place) throws IOException {
    List<Path> found = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
      Path target = Path.of(unescape(line.split(" ", 6)[4]));
      if (target.startsWith(place)) {
        found.add(target);
      }
    }
    return found;
  }

  /// Space, tab, line feed and backslash are written as three octal digits.
  static String unescape(String field) {
    int at = field.indexOf('\\');
    if (at < 0) {
      return field;
    }
    String octal = field.substring(at + 1, at + 4);
    return field.substring(0, at)
        + (char) Integer.parseInt(octal, 8)
        + unescape(field.substring(at + 4));
  }
}
