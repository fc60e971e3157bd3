package dev.jawa.wasi.portable;

import dev.jawa.wasi.ctx.Directory;
import dev.jawa.wasi.ctx.DirectoryEntry;
import dev.jawa.wasi.ctx.FileError;
import dev.jawa.wasi.ctx.FileException;
import dev.jawa.wasi.ctx.FileHandle;
import dev.jawa.wasi.ctx.FileStat;
import dev.jawa.wasi.ctx.FileType;
import dev.jawa.wasi.ctx.Follow;
import dev.jawa.wasi.ctx.OpenFlag;
import dev.jawa.wasi.ctx.SetTime;
import dev.jawa.wasi.ctx.SyncScope;
import dev.jawa.wasi.sys.Access;
import dev.jawa.wasi.sys.DirectoryOptions;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;

/// A directory kept by looking at each part of a path before it is used: no link and no `..` leads
/// out, but another process that changes the tree at the same time may be faster than the look. The
/// guests of this process take [Turns]. A directory that was opened and then moved is gone
/// ([Spot]). FIFOs, sockets and devices cannot be opened here.
public final class PortableDirectory implements Directory {

  /// What to tell the user who gets one.
  public static final String WARNING =
      "without openat2 (Linux 5.6) directories are confined by looking before acting, which is"
          + " weaker: who changes them meanwhile from outside can outrun it";

  /// What the JDK shows of a name that is no text.
  private static final char UNREADABLE = '\uFFFD';

  private final Spot spot;
  private final Access access;
  private final int openFiles;
  private final Semaphore budget;

  private PortableDirectory(Spot spot, Access access, int openFiles, Semaphore budget) {
    this.spot = spot;
    this.access = access;
    this.openFiles = openFiles;
    this.budget = budget;
  }

  /// Opens a directory of the host. No identity but that of this process can be taken.
  ///
  /// @throws IOException if there is none; one line for the user
  public static PortableDirectory open(Path hostPath, DirectoryOptions options) throws IOException {
    if (options.identity() != null) {
      throw new IOException("acting as another user needs Linux 5.6");
    }
    try {
      Path real = hostPath.toRealPath();
      if (!Files.isDirectory(real)) {
        throw new FileException(FileError.NOTDIR);
      }
      int most = options.openFiles();
      return new PortableDirectory(
          Spot.of(real, real), options.access(), most, new Semaphore(most));
    } catch (IOException e) {
      String reason = Failures.of(e).error().message();
      throw new IOException("cannot open directory " + hostPath + ": " + reason, e);
    }
  }

  @Override
  public PortableDirectory lend() {
    return new PortableDirectory(spot, access, openFiles, new Semaphore(openFiles));
  }

  @Override
  public boolean mutable() {
    return access == Access.READ_WRITE;
  }

  private void requireMutable() throws FileException {
    if (!mutable()) {
      throw new FileException(FileError.ROFS);
    }
  }

  @Override
  public FileHandle open(String path, Follow follow, Set<OpenFlag> flags) throws FileException {
    if (flags.contains(OpenFlag.WRITE)
        || flags.contains(OpenFlag.CREATE)
        || flags.contains(OpenFlag.TRUNCATE)) {
      requireMutable();
    }
    return Turns.take(() -> {
      if (flags.contains(OpenFlag.CREATE) && path.endsWith("/")) {
        var _ = Last.of(spot.path(), path);
        throw new FileException(FileError.ISDIR);
      }
      return openThere(resolve(path, follow), flags);
    });
  }

  private Path resolve(String path, Follow follow) throws FileException {
    return Steps.resolve(spot.path(), path, follow);
  }

  private FileHandle openThere(Path there, Set<OpenFlag> flags) throws FileException {
    boolean exists = Files.exists(there, LinkOption.NOFOLLOW_LINKS);
    if (exists && flags.contains(OpenFlag.EXCLUSIVE)) {
      throw new FileException(FileError.EXIST);
    }
    if (exists || !flags.contains(OpenFlag.CREATE)) {
      FileType type = Attributes.stat(there).type();
      if (type == FileType.DIRECTORY) {
        return openDirectory(there, flags);
      }
      requireFile(type, flags);
    }
    return openFile(there, flags);
  }

  private PortableDirectory openDirectory(Path there, Set<OpenFlag> flags) throws FileException {
    if (flags.contains(OpenFlag.WRITE) || flags.contains(OpenFlag.CREATE)) {
      throw new FileException(FileError.ISDIR);
    }
    Access inside = flags.contains(OpenFlag.READ_ONLY_DIRECTORY) ? Access.READ_ONLY : access;
    return new PortableDirectory(spot.below(there), inside, openFiles, budget);
  }

  private static void requireFile(FileType type, Set<OpenFlag> flags) throws FileException {
    if (flags.contains(OpenFlag.DIRECTORY)) {
      throw new FileException(FileError.NOTDIR);
    }
    if (type != FileType.REGULAR_FILE) {
      throw new FileException(type == FileType.SYMBOLIC_LINK ? FileError.LOOP : FileError.NOTSUP);
    }
  }

  private PortableFile openFile(Path there, Set<OpenFlag> flags) throws FileException {
    if (!budget.tryAcquire()) {
      throw new FileException(FileError.MFILE);
    }
    try {
      return opened(FileChannel.open(there, options(flags)), there, flags);
    } catch (IOException e) {
      budget.release();
      throw Failures.of(e);
    }
  }

  private PortableFile opened(FileChannel channel, Path there, Set<OpenFlag> flags)
      throws IOException {
    try {
      return new PortableFile(spot.below(there), channel, flags, mutable(), budget::release);
    } catch (FileException e) {
      channel.close();
      throw e;
    }
  }

  private static Set<OpenOption> options(Set<OpenFlag> flags) {
    Set<OpenOption> options = new HashSet<>();
    options.add(LinkOption.NOFOLLOW_LINKS);
    for (OpenFlag flag : flags) {
      switch (flag) {
        case READ -> options.add(StandardOpenOption.READ);
        case WRITE -> options.add(StandardOpenOption.WRITE);
        case CREATE -> options.add(StandardOpenOption.CREATE);
        case EXCLUSIVE -> options.add(StandardOpenOption.CREATE_NEW);
        case TRUNCATE -> options.add(StandardOpenOption.TRUNCATE_EXISTING);
        case DIRECTORY, READ_ONLY_DIRECTORY -> {}
      }
    }
    return options;
  }

  @Override
  public FileStat stat() throws FileException {
    return Turns.take(() -> Attributes.stat(spot.path()));
  }

  @Override
  public FileStat stat(String path, Follow follow) throws FileException {
    return Turns.take(() -> Attributes.stat(resolve(path, follow)));
  }

  @Override
  public void setTimes(SetTime accessed, SetTime modified) throws FileException {
    requireMutable();
    Turns.run(() -> Attributes.setTimes(spot.path(), accessed, modified));
  }

  @Override
  public void setTimes(String path, Follow follow, SetTime accessed, SetTime modified)
      throws FileException {
    requireMutable();
    Turns.run(() -> Attributes.setTimes(resolve(path, follow), accessed, modified));
  }

  @Override
  public String readLink(String path) throws FileException {
    return Turns.take(() -> targetOf(resolve(path, Follow.NO_FOLLOW)));
  }

  private static String targetOf(Path there) throws FileException {
    try {
      Attributes.stat(there);
      return Files.readSymbolicLink(there).toString();
    } catch (IOException e) {
      throw Failures.of(e);
    }
  }

  /// Something that makes, changes or removes a name.
  @FunctionalInterface
  private interface Change {
    void run() throws IOException;
  }

  private static void change(Change change) throws FileException {
    try {
      change.run();
    } catch (IOException e) {
      throw Failures.of(e);
    }
  }

  /// A name to be made, moved or removed.
  private Last last(String path) throws FileException {
    requireMutable();
    return Last.of(spot.path(), path);
  }

  @Override
  public void createDirectory(String path) throws FileException {
    Turns.run(() -> {
      Path there = last(path).requireName(FileError.EXIST).path();
      change(() -> Files.createDirectory(there));
    });
  }

  @Override
  public void unlinkFile(String path) throws FileException {
    Turns.run(() -> {
      Last last = last(path).requireName(FileError.ISDIR);
      if (last.type() == FileType.DIRECTORY) {
        throw new FileException(FileError.ISDIR);
      }
      last.requireNoSlash();
      Path there = last.path();
      change(() -> Files.delete(there));
    });
  }

  @Override
  public void removeDirectory(String path) throws FileException {
    Turns.run(() -> {
      Last last = last(path);
      last.requireName(last.name().equals(".") ? FileError.INVAL : FileError.NOTEMPTY);
      if (last.type() != FileType.DIRECTORY) {
        throw new FileException(FileError.NOTDIR);
      }
      Path there = last.path();
      change(() -> Files.delete(there));
    });
  }

  @Override
  public void rename(String oldPath, Directory newDirectory, String newPath) throws FileException {
    Turns.run(() -> rename(last(oldPath), portable(newDirectory).last(newPath)));
  }

  private static void rename(Last from, Last to) throws FileException {
    from.requireName(FileError.BUSY);
    to.requireName(FileError.BUSY);
    if (from.type() != FileType.DIRECTORY) {
      from.requireNoSlash();
      to.requireNoSlash();
    }
    Path source = from.path();
    Path target = to.path();
    change(() -> Files.move(source, target, StandardCopyOption.ATOMIC_MOVE));
  }

  @Override
  public void link(String oldPath, Directory newDirectory, String newPath) throws FileException {
    Turns.run(() -> {
      if (oldPath.endsWith("/")) {
        boolean directory = stat(oldPath, Follow.NO_FOLLOW).type() == FileType.DIRECTORY;
        throw new FileException(directory ? FileError.PERM : FileError.NOTDIR);
      }
      link(last(oldPath), portable(newDirectory).last(newPath));
    });
  }

  private static void link(Last from, Last to) throws FileException {
    FileType type = from.isDots() ? FileType.DIRECTORY : from.type();
    Path made = to.vacant();
    if (type == FileType.DIRECTORY) {
      throw new FileException(FileError.PERM);
    }
    if (type == FileType.SYMBOLIC_LINK) {
      // The JDK does not say whether it links the link or what it leads to.
      throw new FileException(FileError.NOTSUP);
    }
    Path existing = from.path();
    change(() -> Files.createLink(made, existing));
  }

  @Override
  public void symlink(String target, String path) throws FileException {
    requireMutable();
    FileSystem system = spot.place().getFileSystem();
    if (target.startsWith("/") || system.getPath(target).isAbsolute()) {
      throw new FileException(FileError.PERM);
    }
    Turns.run(() -> {
      Last last = last(path);
      if (target.isEmpty()) {
        throw new FileException(FileError.NOENT);
      }
      if (!last.isDots() && last.exists() && last.type() != FileType.DIRECTORY) {
        last.requireNoSlash();
      }
      Path made = last.vacant();
      change(() -> Files.createSymbolicLink(made, system.getPath(target)));
    });
  }

  private static PortableDirectory portable(Directory other) throws FileException {
    if (other instanceof PortableDirectory directory) {
      return directory;
    }
    throw new FileException(FileError.XDEV);
  }

  @Override
  public List<DirectoryEntry> entries() throws FileException {
    return Turns.take(() -> entriesOf(spot.path()));
  }

  private static List<DirectoryEntry> entriesOf(Path directory) throws FileException {
    List<DirectoryEntry> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      for (Path entry : stream) {
        FileStat stat = Attributes.stat(entry);
        String name = String.valueOf(entry.getFileName());
        entries.add(
            new DirectoryEntry(
                name.indexOf(UNREADABLE) < 0 ? name : null, stat.type(), stat.inode()));
      }
      return entries;
    } catch (DirectoryIteratorException e) {
      IOException cause = e.getCause();
      throw Failures.of(cause == null ? new IOException(e) : cause);
    } catch (IOException e) {
      throw Failures.of(e);
    }
  }

  /// The JDK has nothing for it.
  @Override
  public void sync(SyncScope scope) {}

  @Override
  public void close() {}
}
