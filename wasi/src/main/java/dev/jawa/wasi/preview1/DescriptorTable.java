package dev.jawa.wasi.preview1;

import dev.jawa.wasi.ctx.Directory;
import dev.jawa.wasi.ctx.OpenFile;
import dev.jawa.wasi.ctx.Preopen;
import dev.jawa.wasi.ctx.Stdio;
import dev.jawa.wasi.ctx.WasiContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The open descriptors of a guest by number: standard streams, then preopened directories, then
/// what it opens, each at the lowest free number.
final class DescriptorTable {

  /// Far beyond what a program needs, far below what exhausts the host.
  private static final int LARGEST = 65_536;

  private final List<@Nullable Entry> entries = new ArrayList<>();

  private DescriptorTable() {}

  static DescriptorTable of(WasiContext context) {
    DescriptorTable table = new DescriptorTable();
    Stdio stdio = context.stdio();
    table.addStream(new Target.Source(stdio.stdin(), stdio.stdinTerminal()), Rights.FD_READ);
    table.addStream(new Target.Sink(stdio.stdout(), stdio.stdoutTerminal()), Rights.FD_WRITE);
    table.addStream(new Target.Sink(stdio.stderr(), stdio.stderrTerminal()), Rights.FD_WRITE);
    for (Preopen preopen : context.preopens()) {
      Target target = new Target.Dir(preopen.directory(), preopen.guestPath());
      Entry entry = new Entry(target, Rights.ALL, Rights.ALL, 0);
      table.entries.add(entry.keepingQuietAbout(Rights.UNTOLD_OF_PREOPEN));
    }
    return table;
  }

  /// @param told the only right that `fd_fdstat_get` answers
  private void addStream(Target target, long told) {
    long rights = Rights.OF_STREAM & ~Rights.ASKED | told;
    entries.add(new Entry(target, rights, told, 0).keepingQuietAbout(~told));
  }

  Entry get(int fd) throws ErrnoException {
    Entry entry = fd >= 0 && fd < entries.size() ? entries.get(fd) : null;
    if (entry == null) {
      throw new ErrnoException(Errno.BADF);
    }
    return entry;
  }

  /// The directory behind a descriptor with these rights.
  Directory directory(int fd, long rights) throws ErrnoException {
    Entry entry = get(fd);
    if (!(entry.target() instanceof Target.Dir(var directory, var _))) {
      throw new ErrnoException(Errno.BADF);
    }
    entry.require(rights);
    return directory;
  }

  /// The file behind a descriptor with these rights.
  OpenFile file(int fd, long rights) throws ErrnoException {
    Entry entry = get(fd);
    if (!(entry.target() instanceof Target.File(var file))) {
      throw new ErrnoException(Errno.BADF);
    }
    entry.require(rights);
    return file;
  }

  /// Puts it at the lowest free number.
  int add(Entry entry) throws ErrnoException {
    int fd = entries.indexOf(null);
    if (fd >= 0) {
      entries.set(fd, entry);
      return fd;
    }
    if (entries.size() >= LARGEST) {
      entry.close();
      throw new ErrnoException(Errno.MFILE);
    }
    entries.add(entry);
    return entries.size() - 1;
  }

  void close(int fd) throws ErrnoException {
    get(fd).close();
    entries.set(fd, null);
  }

  /// Moves a descriptor onto another, which is closed.
  void renumber(int from, int to) throws ErrnoException {
    Entry moved = get(from);
    Entry replaced = get(to);
    if (from == to) {
      return;
    }
    replaced.close();
    entries.set(to, moved);
    entries.set(from, null);
  }

  /// Closes what the guest left open.
  void closeAll() {
    for (Entry entry : entries) {
      if (entry != null) {
        entry.close();
      }
    }
    entries.clear();
  }
}
