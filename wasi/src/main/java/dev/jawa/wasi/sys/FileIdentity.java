package dev.jawa.wasi.sys;

import java.util.List;

/// Whom the kernel takes a guest for when it checks permissions, and who owns what it creates.
///
/// @param groups the supplementary groups
public record FileIdentity(int uid, int gid, List<Integer> groups) {

  public FileIdentity {
    groups = List.copyOf(groups);
  }

  /// Whether this is the superuser, as which this process acts anyway.
  boolean isRoot() {
    return uid == 0 && gid == 0;
  }
}
