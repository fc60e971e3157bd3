package dev.jawa.wasi.sys;

import dev.jawa.wasi.ctx.Stdio;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// The standard streams of this process, for the one guest that a command runs.
public final class ProcessStdio {

  /// What a descriptor of a terminal points to below `/proc/self/fd`: pseudo terminals (those of
  /// another mount namespace have lost their directory), virtual consoles, serial lines.
  private static final Pattern TERMINAL =
      Pattern.compile("/dev/(pts/\\d+|tty\\w*|console|hvc\\d+|lxc/\\w+)|/\\d+");

  /// Worth no native call.
  private static final long FEW_BYTES = 256 * 1024;

  private ProcessStdio() {}

  /// Opens nothing and reads nothing until the guest does.
  public static Stdio create() {
    return new Stdio(
        stdin(),
        new StreamSink(new FileOutputStream(FileDescriptor.out)),
        new StreamSink(new FileOutputStream(FileDescriptor.err)),
        isTerminal(0),
        isTerminal(1),
        isTerminal(2));
  }

  private static StreamSource stdin() {
    FileInputStream stream = new FileInputStream(FileDescriptor.in);
    return new StreamSource(stream, new ReadyInput(0, stream), FEW_BYTES, "jawa-stdin");
  }

  /// Whether a descriptor of this process is a terminal. Asks `/proc`, not `ioctl(2)`: the first
  /// foreign call costs more than the rest of a small guest's start.
  public static boolean isTerminal(int fd) {
    try {
      Path target = Files.readSymbolicLink(Path.of("/proc/self/fd", Integer.toString(fd)));
      return TERMINAL.matcher(target.toString()).matches();
    } catch (IOException _) {
      return false;
    }
  }
}
