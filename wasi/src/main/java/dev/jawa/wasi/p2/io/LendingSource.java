package dev.jawa.wasi.p2.io;

import dev.jawa.component.host.LentBytes;
import dev.jawa.wasi.ctx.ByteSource;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A source that can answer a guest out of a buffer of its own.
public interface LendingSource extends ByteSource {

  /// As [#read].
  @Nullable LentBytes lend(int max) throws IOException;

  @Override
  default byte @Nullable [] read(int max) throws IOException {
    LentBytes lent = lend(max);
    return lent == null ? null : lent.copy();
  }
}
