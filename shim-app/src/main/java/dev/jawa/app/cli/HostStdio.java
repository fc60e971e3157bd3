package dev.jawa.app.cli;

import dev.jawa.wasi.ctx.ByteSink;
import dev.jawa.wasi.ctx.ByteSource;
import dev.jawa.wasi.ctx.MemorySource;
import dev.jawa.wasi.ctx.Stdio;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// The standard streams of this process as a guest sees them, without a buffer in between.
final class HostStdio {

  private HostStdio() {}

  static Stdio of(WasiOptions options) {
    ByteSource stdin =
        options.inheritStdin()
            ? new StreamSource(new FileInputStream(FileDescriptor.in))
            : new MemorySource(new byte[0]);
    return new Stdio(
        stdin,
        sink(options.inheritStdout(), FileDescriptor.out),
        sink(options.inheritStderr(), FileDescriptor.err),
        options.inheritStdin() && isTerminal(0),
        options.inheritStdout() && isTerminal(1),
        options.inheritStderr() && isTerminal(2));
  }

  private static ByteSink sink(boolean inherit, FileDescriptor descriptor) {
    return new StreamSink(
        inherit ? new FileOutputStream(descriptor) : OutputStream.nullOutputStream());
  }

  /// The JDK only tells about stdin and stdout together; the kernel names what each descriptor is.
  private static boolean isTerminal(int descriptor) {
    try {
      Path target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor));
      return target.startsWith("/dev/pts")
          || target.toString().equals("/dev/console");
    } catch (IOException e) {
      return false;
    }
  }
}
