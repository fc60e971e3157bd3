package dev.jawa.app.oci;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The options of a mount as containerd writes them, told apart for `mount(2)`.
///
/// @param flags `MS_*` bits
/// @param propagation the bits for a second call, 0 if it is not needed
/// @param data what the file system itself understands, separated by commas
/// @param needsHelper whether only mount(8) can do it
record MountOptions(long flags, long propagation, String data, boolean needsHelper) {

  private static final long RECURSIVE = 16384;

  private static final Map<String, Long> SET =
      Map.ofEntries(
          Map.entry("ro", 1L),
          Map.entry("nosuid", 2L),
          Map.entry("nodev", 4L),
          Map.entry("noexec", 8L),
          Map.entry("sync", 16L),
          Map.entry("remount", 32L),
          Map.entry("mand", 64L),
          Map.entry("dirsync", 128L),
          Map.entry("noatime", 1024L),
          Map.entry("nodiratime", 2048L),
          Map.entry("bind", 4096L),
          Map.entry("rbind", 4096L | RECURSIVE),
          Map.entry("relatime", 1L << 21),
          Map.entry("strictatime", 1L << 24));

  private static final Map<String, Long> CLEAR =
      Map.ofEntries(
          Map.entry("rw", 1L),
          Map.entry("suid", 2L),
          Map.entry("dev", 4L),
          Map.entry("exec", 8L),
          Map.entry("async", 16L),
          Map.entry("nomand", 64L),
          Map.entry("atime", 1024L),
          Map.entry("diratime", 2048L),
          Map.entry("norelatime", 1L << 21),
          Map.entry("nostrictatime", 1L << 24),
          Map.entry("defaults", 0L));

  private static final Map<String, Long> PROPAGATION =
      Map.of(
          "unbindable",
          1L << 17,
          "runbindable",
          1L << 17 | RECURSIVE,
          "private",
          1L << 18,
          "rprivate",
          1L << 18 | RECURSIVE,
          "slave",
          1L << 19,
          "rslave",
          1L << 19 | RECURSIVE,
          "shared",
          1L << 20,
          "rshared",
          1L << 20 | RECURSIVE);

  static MountOptions parse(List<String> options) {
    long flags = 0;
    long propagation = 0;
    boolean helper = false;
    List<String> data = new ArrayList<>();
    for (String option : options) {
      if (SET.containsKey(option)) {
        flags |= SET.get(option);
      } else if (CLEAR.containsKey(option)) {
        flags &= ~CLEAR.get(option);
      } else if (PROPAGATION.containsKey(option)) {
        propagation |= PROPAGATION.get(option);
      } else if (option.equals("loop") || option.startsWith("loop=")) {
        helper = true;
      } else {
        data.add(option);
      }
    }
    return new MountOptions(flags, propagation, String.join(",", data), helper);
  }
}
