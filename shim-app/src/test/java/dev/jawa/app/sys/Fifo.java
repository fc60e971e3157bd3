package dev.jawa.app.sys;

import java.io.IOException;
import java.nio.file.Path;

/// Makes FIFOs for tests.
public final class Fifo {

  private Fifo() {}

  public static Path make(Path path) throws IOException, InterruptedException {
    int status = new ProcessBuilder("mkfifo", path.toString()).inheritIO().start().waitFor();
    if (status != 0) {
      throw new IOException("mkfifo " + path);
    }
    return path;
  }
}
