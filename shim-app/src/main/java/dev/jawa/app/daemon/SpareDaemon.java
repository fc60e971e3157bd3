package dev.jawa.app.daemon;

import dev.jawa.app.sys.FileTree;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A daemon that was started before there is a pod for it. It waits in a folder of its own, which
/// the script moves to the pod's when it has one: whoever moves the folder has the daemon.
///
/// | entry | meaning |
/// |---|---|
/// | `pid` | the daemon's number and start time, when it can be had |
/// | `heap` | how many bytes its heap may have |
/// | `in`, `out` | where it is told whose it is, and says that it is ready |
/// | `log`, `lock`, `files` | its stderr; held by it; the files that it was started from |
final class SpareDaemon {

  /// From when its folder was moved until it is told whose it is.
  private static final Duration TOLD = Duration.ofSeconds(30);

  private final Path folder;
  private final InputStream in;

  /// @param in has the command line of a daemon, a name and a value in each line, and an empty one
  SpareDaemon(Path folder, InputStream in) {
    this.folder = folder;
    this.in = in;
  }

  /// What the script has before the folder of one.
  static Optional<Path> folder(String... arguments) {
    return arguments.length == 2 && arguments[0].equals("-spare")
        ? Optional.of(Path.of(arguments[1]))
        : Optional.empty();
  }

  /// Says that it can be had, and waits.
  ///
  /// @return the command line, or nothing if nobody came
  Optional<String[]> await(Duration patience) throws IOException, InterruptedException {
    CompletableFuture<String[]> told = new CompletableFuture<>();
    Thread.ofPlatform().daemon().name("spare").start(() -> read(told));
    Files.writeString(folder.resolve("heap"), Runtime.getRuntime().maxMemory() + "\n");
    new StateFolder(folder).announce();
    Optional<String[]> arguments = await(told, patience);
    return arguments.isEmpty() && !withdraw() ? await(told, TOLD) : arguments;
  }

  private static Optional<String[]> await(CompletableFuture<String[]> told, Duration patience)
      throws IOException, InterruptedException {
    try {
      return Optional.of(told.get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException _) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IOException("could not read whose daemon this is", e.getCause());
    }
  }

  private void read(CompletableFuture<String[]> told) {
    try {
      // Not closed: it is stdin.
      BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      List<String> words = new ArrayList<>();
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.isBlank()) {
          told.complete(words.toArray(String[]::new));
          return;
        }
        words.addAll(List.of(line.split(" ", 2)));
      }
      throw new IOException("the end came before an empty line");
    } catch (IOException e) {
      told.completeExceptionally(e);
    }
  }

  /// @return whether it did, before anybody could have it
  private boolean withdraw() throws IOException {
    Path own = folder.resolveSibling(folder.getFileName() + "." + ProcessHandle.current().pid());
    try {
      Files.move(folder, own, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException _) {
      return false;
    }
    FileTree.remove(own);
    return true;
  }
}
