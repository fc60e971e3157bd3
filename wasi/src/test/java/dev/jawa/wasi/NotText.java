package dev.jawa.wasi;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// A file whose name is no UTF-8. Java cannot say such a name; a shell can.
public final class NotText {

  private static final String NAME = "\"$(printf 'not\\377text')\"";

  private NotText() {}

  public static void create(Path folder) throws IOException {
    shell(folder, ": >" + NAME);
  }

  public static void delete(Path folder) throws IOException {
    shell(folder, "rm " + NAME);
  }

  private static void shell(Path folder, String command) throws IOException {
    Process shell = new ProcessBuilder("sh", "-c", command).directory(folder.toFile()).start();
    try {
      if (!shell.waitFor(60, TimeUnit.SECONDS) || shell.exitValue() != 0) {
        throw new IOException("sh -c '" + command + "' failed");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
