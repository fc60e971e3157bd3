package dev.jawa.wasi.sys;

import java.util.List;

/// Whom the kernel takes a guest for when it checks permissions, and who owns what it creates.
///
/// @param groups the supplementary groups
/// @param umask the permissions that what it creates does not get, as `umask(2)` has them
public record FileIdentity(int uid, int gid, List<Integer> groups, int umask) {

  /// The one that processes of containers have unless somebody says otherwise, and this process.
  public static final int USUAL_UMASK = 0022;

  public FileIdentity {
    groups = List.copyOf(groups);
    if ((umask & ~0777) != 0) {
      throw new IllegalArgumentException("not an umask: " + Integer.toOctalString(umask));
    }
  }

  public FileIdentity(int uid, int gid, List<Integer> groups) {
    this(uid, gid, groups, USUAL_UMASK);
  }

  /// Whether this is the superuser with the usual umask, as which this process acts anyway.
  boolean isThisProcess() {
    return uid == 0 && gid == 0 && hasUsualUmask();
  }

  boolean hasUsualUmask() {
    return umask == USUAL_UMASK;
  }
}
