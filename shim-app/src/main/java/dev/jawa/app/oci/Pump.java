package dev.jawa.app.oci;

import dev.jawa.wasi.ctx.ByteSink;
import dev.jawa.wasi.ctx.ByteSource;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/// Carries bytes from a source to a sink on a virtual thread, as fast as the sink takes them.
final class Pump {

  private static final int CHUNK = 16 * 1024;

  private Pump() {}

  /// Begins; closes neither.
  ///
  /// @return completes when the source has ended or either broke
  static CompletableFuture<Void> start(String name, ByteSource from, ByteSink to) {
    CompletableFuture<Void> ended = new CompletableFuture<>();
    Thread.ofVirtual()
        .name(name)
        .start(() -> {
          try {
            carry(from, to);
          } catch (IOException _) {
            // A terminal whose other side is closed breaks instead of ending.
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          } finally {
            ended.complete(null);
          }
        });
    return ended;
  }

  private static void carry(ByteSource from, ByteSink to) throws IOException, InterruptedException {
    while (true) {
      long room = to.checkWrite();
      if (room == 0) {
        to.readiness().await();
        continue;
      }
      byte[] bytes = from.read((int) Math.min(room, CHUNK));
      if (bytes == null) {
        return;
      }
      if (bytes.length == 0) {
        from.readiness().await();
      } else {
        to.write(bytes);
      }
    }
  }
}
