package dev.jawa.app.task;

import dev.jawa.app.guest.GuestProcess;
import dev.jawa.app.oci.OciException;
import dev.jawa.app.oci.ProcessStreams;
import dev.jawa.app.oci.RuntimeSpec;
import dev.jawa.app.sys.ProcessHandleFd;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A native program that Exec adds to a container, of a guest or of another native program.
final class NativeExec implements Program {

  private final Container container;
  private final String execId;
  private final RuntimeSpec spec;
  private final ProcessStreams streams;
  private volatile @Nullable ProcessHandleFd process;

  /// @param spec the container with this process in it
  NativeExec(Container container, String execId, RuntimeSpec spec, ProcessStreams streams) {
    this.container = container;
    this.execId = execId;
    this.spec = spec;
    this.streams = streams;
  }

  @Override
  public int pid() {
    ProcessHandleFd started = process;
    return started == null ? 0 : (int) started.pid();
  }

  @Override
  public GuestProcess start() {
    ProcessHandleFd started = container.holder().exec(execId, spec, streams);
    process = started;
    return NativeProcess.beside(started.ended(), signal -> signal(started, signal));
  }

  private static void signal(ProcessHandleFd process, int signal) {
    try {
      process.signal(signal);
    } catch (IOException e) {
      throw new OciException("cannot signal the process: " + e.getMessage(), e);
    }
  }

  @Override
  public boolean keepsSignalsWhilePaused() {
    return true;
  }

  @Override
  public boolean ignores(int signal) {
    return false;
  }

  @Override
  public void end() {}

  @Override
  public void remove() {
    ProcessHandleFd started = process;
    if (started != null) {
      started.close();
    }
  }
}
