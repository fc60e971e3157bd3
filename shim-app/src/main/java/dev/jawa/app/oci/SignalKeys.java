package dev.jawa.app.oci;

import dev.jawa.wasi.ctx.ByteSource;
import dev.jawa.wasi.ctx.Pollable;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// What a person types, without the keys that mean a signal. A terminal would send them to the
/// processes it belongs to; a guest is none.
final class SignalKeys implements ByteSource {

  private static final byte CTRL_C = 3;
  private static final byte CTRL_BACKSLASH = 28;
  private static final int SIGINT = 2;
  private static final int SIGQUIT = 3;

  private final ByteSource source;
  private final IntConsumer signal;

  SignalKeys(ByteSource source, IntConsumer signal) {
    this.source = source;
    this.signal = signal;
  }

  @Override
  public byte @Nullable [] read(int max) throws IOException {
    byte[] bytes = source.read(max);
    if (bytes == null) {
      return null;
    }
    int kept = 0;
    for (byte key : bytes) {
      switch (key) {
        case CTRL_C -> signal.accept(SIGINT);
        case CTRL_BACKSLASH -> signal.accept(SIGQUIT);
        default -> bytes[kept++] = key;
      }
    }
    return Arrays.copyOf(bytes, kept);
  }

  @Override
  public Pollable readiness() {
    return source.readiness();
  }

  @Override
  public void close() {
    source.close();
  }
}
