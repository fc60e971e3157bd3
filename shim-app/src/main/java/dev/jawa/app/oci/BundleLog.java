package dev.jawa.app.oci;

import dev.jawa.app.sys.Fd;
import dev.jawa.app.sys.FdPoller;
import dev.jawa.app.sys.FdSink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/// The FIFO `log` of a bundle: a line written there appears in containerd's own log. It never
/// waits; where nobody reads, the line is lost.
public final class BundleLog {

  private final Path fifo;
  private final String id;
  private final FdPoller poller;

  /// @param id the container's
  public BundleLog(Bundle bundle, String id, FdPoller poller) {
    this.fifo = bundle.log();
    this.id = id;
    this.poller = poller;
  }

  public void info(String message) {
    write(LogLine.of(Instant.now(), "info", message));
  }

  public void error(String message) {
    write(LogLine.of(Instant.now(), "error", message));
  }

  private void write(String line) {
    if (!Files.exists(fifo)) {
      return;
    }
    // Both ends: a FIFO without a reader could not be opened.
    try (FdSink sink = new FdSink(Fd.open(fifo, Fd.Mode.READ_WRITE), poller)) {
      sink.write((line + " id=" + id + "\n").getBytes(StandardCharsets.UTF_8));
      if (sink.checkWrite() == 0) {
        sink.closeNow();
      }
    } catch (IOException _) {
      // There is nowhere to say it.
    }
  }
}
