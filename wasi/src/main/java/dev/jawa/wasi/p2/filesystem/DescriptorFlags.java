package dev.jawa.wasi.p2.filesystem;

import static dev.jawa.wasi.p2.wit.WitTypes.flags;

import dev.jawa.component.type.ValType;
import dev.jawa.wasi.ctx.Directory;
import dev.jawa.wasi.ctx.OpenFile;
import dev.jawa.wasi.ctx.OpenFlag;
import java.util.EnumSet;
import java.util.Set;

/// `descriptor-flags`, `open-flags` and `path-flags`.
final class DescriptorFlags {

  static final ValType TYPE =
      flags(
          "read",
          "write",
          "file-integrity-sync",
          "data-integrity-sync",
          "requested-write-sync",
          "mutate-directory");
  static final ValType OPEN_FLAGS = flags("create", "directory", "exclusive", "truncate");
  static final ValType PATH_FLAGS = flags("symlink-follow");

  static final int READ = 1;
  static final int WRITE = 1 << 1;

  /// `file-integrity-sync`, `data-integrity-sync` and `requested-write-sync`.
  static final int SYNC_FLAGS = 0b111 << 2;

  static final int MUTATE_DIRECTORY = 1 << 5;

  static final int CREATE = 1;
  static final int DIRECTORY = 1 << 1;
  static final int EXCLUSIVE = 1 << 2;
  static final int TRUNCATE = 1 << 3;

  static final int SYMLINK_FOLLOW = 1;

  private DescriptorFlags() {}

  static int ofDirectory(Directory directory) {
    return READ | (directory.mutable() ? MUTATE_DIRECTORY : 0);
  }

  static int ofFile(OpenFile file) {
    return (file.readable() ? READ : 0) | (file.writable() ? WRITE : 0);
  }

  /// How to open, from `open-flags` and `descriptor-flags`. As under wasmtime, what creates or
  /// empties a file may write to it, and what is not opened for writing may read.
  static Set<OpenFlag> openFlags(int open, int descriptor) {
    Set<OpenFlag> flags = EnumSet.noneOf(OpenFlag.class);
    addIf(flags, OpenFlag.READ, descriptor & READ | ~descriptor & WRITE);
    addIf(flags, OpenFlag.WRITE, descriptor & WRITE | open & (CREATE | TRUNCATE));
    addIf(flags, OpenFlag.CREATE, open & CREATE);
    addIf(flags, OpenFlag.DIRECTORY, open & DIRECTORY);
    addIf(flags, OpenFlag.EXCLUSIVE, open & EXCLUSIVE);
    addIf(flags, OpenFlag.TRUNCATE, open & TRUNCATE);
    return flags;
  }

  private static void addIf(Set<OpenFlag> flags, OpenFlag flag, int bits) {
    if (bits != 0) {
      flags.add(flag);
    }
  }
}
