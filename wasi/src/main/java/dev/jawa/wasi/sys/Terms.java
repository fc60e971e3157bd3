package dev.jawa.wasi.sys;

import dev.jawa.wasi.ctx.FileError;
import dev.jawa.wasi.ctx.FileException;
import org.jspecify.annotations.Nullable;

/// What holds for a directory and everything opened through it.
///
/// @param identity who acts, or `null` for whoever calls
record Terms(
    Confinement confinement, Access access, Budget budget, @Nullable IdentityThreads identity) {

  static Terms of(Confinement confinement, DirectoryOptions options) {
    FileIdentity identity = options.identity();
    return new Terms(
        confinement,
        options.access(),
        new Budget(options.openFiles()),
        identity == null || identity.isThisProcess() ? null : new IdentityThreads(identity));
  }

  /// The same for another guest.
  Terms anew() {
    return new Terms(confinement, access, budget.anew(), identity);
  }

  /// The same for what is below: from there nothing leads out, not even to the root above.
  Terms beneath() {
    return new Terms(Confinement.BENEATH, access, budget, identity);
  }

  Terms readOnly() {
    return new Terms(confinement, Access.READ_ONLY, budget, identity);
  }

  boolean mutable() {
    return access == Access.READ_WRITE;
  }

  void requireMutable() throws FileException {
    if (!mutable()) {
      throw new FileException(FileError.ROFS);
    }
  }

  /// Has the right one do something for which the kernel checks permissions.
  <T> T with(Descriptor descriptor, Descriptor.Work<T> work) throws FileException {
    return identity == null ? descriptor.with(work) : identity.call(() -> descriptor.with(work));
  }
}
