package dev.jawa.app.oci;

import dev.jawa.app.oci.LogUri.ReadySign;
import dev.jawa.app.sys.Fd;
import dev.jawa.app.sys.Fd.Pipe;
import dev.jawa.app.sys.FdPoller;
import dev.jawa.app.sys.FdSource;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A program of the client that takes a task's output: `binary://` log URIs. It reads stdout from
/// descriptor 3 and stderr from 4, and says on 5 when it is ready.
final class LoggerProcess implements AutoCloseable {

  private static final int REST_SECONDS = 2;
  private static final int END_SECONDS = 10;

  // Java hands a child nothing but three streams. The line tells that the descriptors are open.
  private static final String OPEN_DESCRIPTORS =
      "[ -x \"$4\" ] && exec 3<\"$1\" 4<\"$2\" 5>\"$3\" && echo && shift 3 && exec \"$@\" >/dev/null";

  private final Process process;

  private LoggerProcess(Process process) {
    this.process = process;
  }

  /// Whose output it is.
  ///
  /// @param id the container's
  /// @param namespace containerd's
  record Owner(String id, String namespace) {}

  /// @param stdout the pipe to fill; its reading end is closed here
  static LoggerProcess start(
      LogUri.Logger logger, Owner owner, Pipe stdout, Pipe stderr, FdPoller poller)
      throws IOException {
    try (Fd outEnd = stdout.read();
        Fd errEnd = stderr.read()) {
      Pipe ready = Fd.pipe();
      try (FdSource readySource = new FdSource(ready.read(), poller)) {
        LoggerProcess started;
        try (Fd readyEnd = ready.write()) {
          started = launch(logger.command(), owner, List.of(outEnd, errEnd, readyEnd));
        }
        started.awaitReady(readySource, logger);
        return started;
      }
    }
  }

  private static LoggerProcess launch(List<String> logger, Owner owner, List<Fd> descriptors)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", OPEN_DESCRIPTORS, "sh"));
    descriptors.forEach(descriptor -> command.add(descriptor.pathForOthers().toString()));
    command.addAll(logger);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(new File("/"))
            .redirectInput(new File("/dev/null"))
            .redirectError(new File("/dev/null"));
    builder.environment().clear();
    builder
        .environment()
        .putAll(Map.of("CONTAINER_ID", owner.id(), "CONTAINER_NAMESPACE", owner.namespace()));
    LoggerProcess started = new LoggerProcess(builder.start());
    if (started.process.getInputStream().read() < 0) {
      throw new OciException(
          "the logger " + logger.getFirst() + " is no program that can be executed");
    }
    return started;
  }

  private void awaitReady(FdSource ready, LogUri.Logger logger) throws IOException {
    boolean said = false;
    try {
      for (byte[] bytes = ready.read(1); bytes != null; bytes = ready.read(1)) {
        if (bytes.length > 0) {
          said = true;
          if (logger.sign() == ReadySign.BYTE) {
            return;
          }
        }
        ready.readiness().await();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    if (logger.sign() == ReadySign.BYTE && !said) {
      close();
      throw new OciException(
          "the logger " + logger.command().getFirst() + " ended before it was ready");
    }
  }

  /// Lets it read the rest, then ends it.
  @Override
  public void close() {
    try {
      if (!process.waitFor(REST_SECONDS, TimeUnit.SECONDS)) {
        process.destroy();
        if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
