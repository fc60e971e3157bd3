package dev.jawa.wasi.sys;

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
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// A directory of Linux that the kernel itself keeps guests in (`openat2(2)`, Linux 5.6).
///
/// Every path is resolved by [Place#open]; what acts on the last part of a path, and not on what it
/// leads to, resolves the directory above it and acts there ([Parent]).
public final class LinuxDirectory implements Directory {

  private final Descriptor descriptor;
  private final Terms terms;
  private final Runnable onClose;

  private LinuxDirectory(Descriptor descriptor, Terms terms, Runnable onClose) {
    this.descriptor = descriptor;
    this.terms = terms;
    this.onClose = onClose;
  }

  private static LinuxDirectory owning(Descriptor descriptor, Terms terms) {
    return new LinuxDirectory(descriptor, terms, descriptor::close);
  }

  /// Opens a directory of the host, with the default options.
  ///
  /// @throws IOException as the other one
  public static LinuxDirectory open(Path hostPath, Access access) throws IOException {
    return open(hostPath, DirectoryOptions.of(access));
  }

  /// Opens a directory of the host. A path or symbolic link that leads out of it fails, absolute
  /// links included.
  ///
  /// @throws NoConfinementException if this machine cannot confine guests
  /// @throws IOException if it cannot be opened; one line for the user
  public static LinuxDirectory open(Path hostPath, DirectoryOptions options) throws IOException {
    return open(hostPath, Terms.of(Confinement.BENEATH, options));
  }

  /// Opens the root of a container, with the default options.
  ///
  /// @throws IOException as the other one
  public static LinuxDirectory ofRoot(Path root, Access access) throws IOException {
    return ofRoot(root, DirectoryOptions.of(access));
  }

  /// Opens the root of a container, as in `/proc/PID/root`: absolute symbolic links start there, as
  /// for the processes of the container.
  ///
  /// @throws IOException if it cannot be opened, or this machine cannot confine guests; one line
  ///   for the user
  public static LinuxDirectory ofRoot(Path root, DirectoryOptions options) throws IOException {
    return open(root, Terms.of(Confinement.IN_ROOT, options));
  }

  private static LinuxDirectory open(Path hostPath, Terms terms) throws IOException {
    if (!Syscall.knownMachine()) {
      throw new NoConfinementException(
          "directories for guests need Linux on x86-64, AArch64 or RISC-V");
    }
    Scratch.Pool pool = new Scratch.Pool();
    Scratch scratch = pool.take();
    try {
      int fd = Place.openHost(scratch, hostPath.toAbsolutePath().toString());
      return owning(new Descriptor(pool, fd, () -> {}), terms);
    } catch (FileException e) {
      String failed = "cannot open directory " + hostPath + ": ";
      throw switch (e.error()) {
        // A sandbox around this process may refuse the call instead of not knowing it.
        case NOTSUP, PERM ->
            new NoConfinementException(failed + "confining guests needs openat2, of Linux 5.6");
        default -> new IOException(failed + e.error().message(), e);
      };
    } finally {
      pool.giveBack(scratch);
    }
  }

  @Override
  public LinuxDirectory lend() {
    return new LinuxDirectory(descriptor, terms.anew(), () -> {});
  }

  @Override
  public boolean mutable() {
    return terms.mutable();
  }

  @Override
  public FileHandle open(String path, Follow follow, Set<OpenFlag> flags) throws FileException {
    if (flags.contains(OpenFlag.WRITE)
        || flags.contains(OpenFlag.CREATE)
        || flags.contains(OpenFlag.TRUNCATE)) {
      terms.requireMutable();
    }
    return terms.with(
        descriptor,
        (scratch, fd) -> {
          Descriptor child = openChild(scratch, fd, path, follow, flags);
          try {
            return handle(child, child.stat().type(), path, flags);
          } catch (FileException e) {
            child.close();
            throw e;
          }
        });
  }

  private Descriptor openChild(
      Scratch scratch, int fd, String path, Follow follow, Set<OpenFlag> flags)
      throws FileException {
    long mode = flags.contains(OpenFlag.CREATE) ? 0666 : 0;
    terms.budget().take();
    try {
      int opened =
          Place.open(scratch, fd, terms.confinement(), path, OpenBits.of(follow, flags), mode);
      return new Descriptor(descriptor.pool(), opened, terms.budget()::giveBack);
    } catch (FileException e) {
      terms.budget().giveBack();
      boolean onlyDirectories = follow == Follow.NO_FOLLOW && flags.contains(OpenFlag.DIRECTORY);
      // That a link was in the way says more than that it is no directory.
      throw onlyDirectories && e.error() == FileError.NOTDIR && isLink(path)
          ? new FileException(FileError.LOOP)
          : e;
    }
  }

  private boolean isLink(String path) throws FileException {
    return stat(path, Follow.NO_FOLLOW).type() == FileType.SYMBOLIC_LINK;
  }

  private FileHandle handle(Descriptor child, FileType type, String path, Set<OpenFlag> flags) {
    if (type != FileType.DIRECTORY) {
      return new LinuxFile(child, type, flags, terms);
    }
    // Opened as ".", the root of a container is still the root.
    Terms inside = path.equals(".") ? terms : terms.beneath();
    boolean narrowed = flags.contains(OpenFlag.READ_ONLY_DIRECTORY);
    return owning(child, narrowed ? inside.readOnly() : inside);
  }

  @Override
  public FileStat stat() throws FileException {
    return descriptor.stat();
  }

  @Override
  public FileStat stat(String path, Follow follow) throws FileException {
    return terms.with(
        descriptor,
        (scratch, fd) -> {
          try (Temporary target = openPath(scratch, fd, path, follow)) {
            return Stat.of(scratch, target.fd());
          }
        });
  }

  @Override
  public void setTimes(SetTime accessed, SetTime modified) throws FileException {
    terms.requireMutable();
    terms.with(descriptor, Times.setting(accessed, modified));
  }

  @Override
  public void setTimes(String path, Follow follow, SetTime accessed, SetTime modified)
      throws FileException {
    terms.requireMutable();
    terms.with(
        descriptor,
        (scratch, fd) -> {
          try (Temporary target = openPath(scratch, fd, path, follow)) {
            Times.set(scratch, target.fd(), accessed, modified);
            return 0;
          }
        });
  }

  @Override
  public String readLink(String path) throws FileException {
    return terms.with(
        descriptor,
        (scratch, fd) -> {
          try (Temporary link = openPath(scratch, fd, path, Follow.NO_FOLLOW)) {
            return Links.read(scratch, link.fd());
          }
        });
  }

  private Temporary openPath(Scratch scratch, int fd, String path, Follow follow)
      throws FileException {
    long bits = OpenBits.PATH | OpenBits.CLOSE_ON_EXEC | OpenBits.of(follow);
    return new Temporary(scratch, Place.open(scratch, fd, terms.confinement(), path, bits, 0));
  }

  @Override
  public void createDirectory(String path) throws FileException {
    terms.requireMutable();
    atParent(
        path,
        (scratch, parent) ->
            Kernel.call(scratch, Syscall.MKDIRAT, parent.fd(), scratch.path(parent.name()), 0777));
  }

  @Override
  public void unlinkFile(String path) throws FileException {
    unlink(path, 0);
  }

  @Override
  public void removeDirectory(String path) throws FileException {
    unlink(path, Kernel.AT_REMOVEDIR);
  }

  private void unlink(String path, long flags) throws FileException {
    terms.requireMutable();
    atParent(
        path,
        (scratch, parent) ->
            Kernel.call(
                scratch, Syscall.UNLINKAT, parent.fd(), scratch.path(parent.name()), flags));
  }

  @Override
  public void rename(String oldPath, Directory newDirectory, String newPath) throws FileException {
    terms.requireMutable();
    atParents(
        oldPath,
        newDirectory,
        newPath,
        (scratch, from, to) ->
            Kernel.call(
                scratch,
                Syscall.RENAMEAT2,
                from.fd(),
                scratch.path(from.name()),
                to.fd(),
                scratch.secondPath(to.name())));
  }

  @Override
  public void link(String oldPath, Directory newDirectory, String newPath) throws FileException {
    terms.requireMutable();
    // The kernel follows a link with a slash behind it, and would do so without the confinement.
    if (oldPath.endsWith("/")) {
      throw new FileException(
          stat(oldPath, Follow.NO_FOLLOW).type() == FileType.DIRECTORY
              ? FileError.PERM
              : FileError.NOTDIR);
    }
    atParents(
        oldPath,
        newDirectory,
        newPath,
        (scratch, from, to) ->
            Kernel.call(
                scratch,
                Syscall.LINKAT,
                from.fd(),
                scratch.path(from.name()),
                to.fd(),
                scratch.secondPath(to.name())));
  }

  @Override
  public void symlink(String target, String path) throws FileException {
    terms.requireMutable();
    if (target.startsWith("/")) {
      throw new FileException(FileError.PERM);
    }
    try {
      symlinkAt(target, path);
    } catch (FileException e) {
      boolean named = e.error() == FileError.EXIST && path.endsWith("/");
      // With a slash behind it only a directory is there already.
      throw named && stat(path.replaceAll("/+$", ""), Follow.NO_FOLLOW).type() != FileType.DIRECTORY
          ? new FileException(FileError.NOTDIR)
          : e;
    }
  }

  private void symlinkAt(String target, String path) throws FileException {
    atParent(
        path,
        (scratch, parent) ->
            Kernel.call(
                scratch,
                Syscall.SYMLINKAT,
                scratch.secondPath(target),
                parent.fd(),
                scratch.path(parent.name())));
  }

  @Override
  public List<DirectoryEntry> entries() throws FileException {
    // On a descriptor of its own: where a listing is belongs to the open file, which others share.
    return terms.with(
        descriptor,
        (scratch, fd) -> {
          long bits = OpenBits.DIRECTORY | OpenBits.CLOSE_ON_EXEC;
          int opened = Place.open(scratch, fd, terms.confinement(), ".", bits, 0);
          try (Temporary listed = new Temporary(scratch, opened)) {
            return Entries.read(scratch, listed.fd());
          }
        });
  }

  @Override
  public void sync(SyncScope scope) throws FileException {
    descriptor.sync(scope);
  }

  @Override
  public void close() {
    onClose.run();
  }

  /// Something to do in the directory above the last part of a path.
  @FunctionalInterface
  private interface ParentWork {
    long run(Scratch scratch, Parent parent) throws FileException;
  }

  private void atParent(String path, ParentWork work) throws FileException {
    terms.with(
        descriptor,
        (scratch, fd) -> {
          try (Parent parent = Parent.of(scratch, fd, terms.confinement(), path)) {
            return work.run(scratch, parent);
          }
        });
  }

  /// Something to do with the last parts of two paths.
  @FunctionalInterface
  private interface ParentsWork {
    long run(Scratch scratch, Parent from, Parent to) throws FileException;
  }

  private void atParents(String oldPath, Directory newDirectory, String newPath, ParentsWork work)
      throws FileException {
    LinuxDirectory target = sameHost(newDirectory);
    terms.with(
        descriptor,
        (scratch, fd) ->
            target.descriptor.with((_, targetFd) -> {
              try (Parent from = Parent.of(scratch, fd, terms.confinement(), oldPath);
                  Parent to = Parent.of(scratch, targetFd, target.terms.confinement(), newPath)) {
                return work.run(scratch, from, to);
              }
            }));
  }

  private static LinuxDirectory sameHost(Directory other) throws FileException {
    if (!(other instanceof LinuxDirectory linux)) {
      throw new FileException(FileError.XDEV);
    }
    linux.terms.requireMutable();
    return linux;
  }
}
