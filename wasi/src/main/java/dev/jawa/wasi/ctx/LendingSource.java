package dev.jawa.wasi.ctx;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A source that can hand on bytes where they lie.
public interface LendingSource extends ByteSource {

  /// As [#read]; what it answers is to be given back, also if it has no bytes.
  @Nullable LentBuffer lend(int max) throws IOException;

  @Override
  default byte @Nullable [] read(int max) throws IOException {
    LentBuffer lent = lend(max);
    return lent == null ? null : lent.toArray();
  }
}
