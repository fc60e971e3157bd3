package dev.jawa.app.task;

import dev.jawa.app.guest.GuestProcess;
import dev.jawa.app.oci.ProcessStreams;

/// The native program of a container, which is the container's holder itself.
final class NativeProgram implements Program {

  private final Container container;
  private final ProcessStreams streams;

  NativeProgram(Container container, ProcessStreams streams) {
    this.container = container;
    this.streams = streams;
  }

  @Override
  public int pid() {
    return (int) container.holder().pid();
  }

  @Override
  public GuestProcess start() {
    container.holder().start();
    streams.begin();
    return NativeProcess.ofContainer(container.holder());
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
  public void end() {
    container.end();
  }

  @Override
  public void remove() {
    container.remove();
  }
}
