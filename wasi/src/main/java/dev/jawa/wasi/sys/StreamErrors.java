package dev.jawa.wasi.sys;

import dev.jawa.wasi.ctx.FileError;
import dev.jawa.wasi.ctx.FileException;
import java.io.IOException;
import java.util.List;

/// What a stream of the JDK failed with. It tells no number, only the C library's text, at the end
/// of its message; what is told in another language than English stays as it is.
final class StreamErrors {

  private record Text(String end, FileError error) {}

  private static final List<Text> TEXTS =
      List.of(
          new Text("Broken pipe", FileError.PIPE),
          new Text("No space left on device", FileError.NOSPC),
          new Text("Is a directory", FileError.ISDIR),
          new Text("Bad file descriptor", FileError.BADF),
          new Text("File too large", FileError.FBIG),
          new Text("Disk quota exceeded", FileError.DQUOT),
          new Text("Invalid argument", FileError.INVAL),
          new Text("Operation not permitted", FileError.PERM),
          new Text("Resource temporarily unavailable", FileError.AGAIN),
          new Text("No such device or address", FileError.NXIO),
          new Text("Input/output error", FileError.IO));

  private StreamErrors() {}

  /// The same with its error, where that is known.
  static IOException told(IOException failure) {
    String message = String.valueOf(failure.getMessage());
    for (Text text : TEXTS) {
      if (message.endsWith(text.end)) {
        return new FileException(text.error);
      }
    }
    return failure;
  }

  /// Whether nobody reads what is written.
  static boolean isBrokenPipe(IOException told) {
    return told instanceof FileException file && file.error() == FileError.PIPE;
  }
}
