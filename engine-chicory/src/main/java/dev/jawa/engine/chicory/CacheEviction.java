package dev.jawa.engine.chicory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Keeps a cache folder within its size: the files not used for longest go first. Deletes nothing
/// but the cache's own.
final class CacheEviction {

  static final String EXTENSION = ".code";
  static final String TEMPORARY = ".code.tmp";

  /// A temporary file this old was left by a process that died.
  private static final Duration ABANDONED = Duration.ofHours(1);

  private final Path folder;
  private final long maxBytes;

  private record Kept(Path path, long bytes, Instant used) {}

  CacheEviction(Path folder, long maxBytes) {
    this.folder = folder;
    this.maxBytes = maxBytes;
  }

  void run() throws IOException {
    List<Kept> files = files();
    long total = files.stream().mapToLong(Kept::bytes).sum();
    for (Kept file : files) {
      if (total <= maxBytes) {
        return;
      }
      Files.deleteIfExists(file.path());
      total -= file.bytes();
    }
  }

  /// The cached files, the longest unused first. Other processes may delete some meanwhile.
  private List<Kept> files() throws IOException {
    List<Kept> files = new ArrayList<>();
    Instant abandoned = Instant.now().minus(ABANDONED);
    try (Stream<Path> listed = Files.list(folder)) {
      for (Path path : (Iterable<Path>) listed::iterator) {
        String name = path.getFileName().toString();
        if (name.endsWith(EXTENSION) || name.endsWith(TEMPORARY)) {
          inspect(path, abandoned, files);
        }
      }
    }
    files.sort(Comparator.comparing(Kept::used));
    return files;
  }

  private static void inspect(Path path, Instant abandoned, List<Kept> files) throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      Instant used = attributes.lastModifiedTime().toInstant();
      if (path.toString().endsWith(EXTENSION)) {
        files.add(new Kept(path, attributes.size(), used));
      } else if (used.isBefore(abandoned)) {
        Files.deleteIfExists(path);
      }
    } catch (NoSuchFileException e) {
      // Another process was quicker.
    }
  }
}
