package dev.jawa.app.cli;

import dev.jawa.app.guest.GuestException;
import dev.jawa.wast.read.ScriptException;
import dev.jawa.wast.read.TextEncoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// A wasm file named on the command line; text is encoded first.
///
/// @param name what messages call it
/// @param bytes a binary, or whatever else the file holds
@SuppressWarnings(
    "ArrayRecordComponent") // carries the bytes from the file to the engine, never compared
record WasmFile(String name, byte[] bytes) {

  /// Reads a file, or stdin if it is `-`.
  ///
  /// @throws GuestException if it cannot be read, or is text that cannot be encoded
  static WasmFile read(String file) {
    WasmFile raw = readRaw(file);
    return TextEncoder.looksLikeText(raw.bytes)
        ? new WasmFile(raw.name, encode(raw.name, raw.bytes))
        : raw;
  }

  /// Reads a file, or stdin if it is `-`, as it is.
  ///
  /// @throws GuestException if it cannot be read
  static WasmFile readRaw(String file) {
    return new WasmFile(file.equals("-") ? "<stdin>" : file, readBytes(file));
  }

  private static byte[] encode(String name, byte[] text) {
    TextEncoder encoder = new TextEncoder(System.getenv());
    try {
      return switch (encoder.encode(new String(text, StandardCharsets.UTF_8))) {
        case TextEncoder.Encoded.Binary(byte[] bytes) -> bytes;
        case TextEncoder.Encoded.Refused(String reason) ->
            throw new GuestException(name + ": " + reason);
      };
    } catch (ScriptException e) {
      throw new GuestException(name + ": " + e.getMessage(), e);
    }
  }

  /// @throws UsageException if no file is named
  static void require(String file) {
    if (file.isEmpty()) {
      throw new UsageException("FILE is missing");
    }
  }

  private static byte[] readBytes(String file) {
    try {
      return file.equals("-") ? System.in.readAllBytes() : Files.readAllBytes(Path.of(file));
    } catch (NoSuchFileException e) {
      throw new GuestException(file + ": no such file", e);
    } catch (IOException e) {
      throw new GuestException(file + ": cannot be read: " + FileReason.of(e), e);
    }
  }

  /// The last part of the path, what a program finds as its own name.
  String baseName() {
    return baseName(name);
  }

  /// The last part of a path.
  static String baseName(String file) {
    Path last = Path.of(file).getFileName();
    return last == null ? file : last.toString();
  }
}
