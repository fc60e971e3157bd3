package dev.jawa.wasi.preview1;

import dev.jawa.wasi.ctx.Advice;
import dev.jawa.wasi.ctx.FileError;
import dev.jawa.wasi.ctx.FileException;
import dev.jawa.wasi.ctx.FileHandle;
import dev.jawa.wasi.ctx.OpenFile;
import dev.jawa.wasi.ctx.SetTime;
import dev.jawa.wasi.ctx.SyncScope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// `fd_*`: open descriptors.
final class Fd {

  private Fd() {}

  static void bind(Functions functions) {
    functions
        .add("fd_advise", "illi", Fd::advise)
        .add("fd_allocate", "ill", Fd::allocate)
        .add("fd_close", "i", call -> call.descriptors().close(call.i32(0)))
        .add("fd_datasync", "i", call -> sync(call, Rights.FD_DATASYNC, SyncScope.DATA))
        .add("fd_fdstat_get", "ii", Fd::fdstatGet)
        .add("fd_fdstat_set_flags", "ii", Fd::fdstatSetFlags)
        .add("fd_fdstat_set_rights", "ill", Fd::fdstatSetRights)
        .add("fd_filestat_get", "ii", Fd::filestatGet)
        .add("fd_filestat_set_size", "il", Fd::filestatSetSize)
        .add("fd_filestat_set_times", "illi", Fd::filestatSetTimes)
        .add("fd_pread", "iiili", Fd::pread)
        .add("fd_prestat_get", "ii", Fd::prestatGet)
        .add("fd_prestat_dir_name", "iii", Fd::prestatDirName)
        .add("fd_pwrite", "iiili", Fd::pwrite)
        .add("fd_read", "iiii", Fd::read)
        .add("fd_readdir", "iiili", Readdir::read)
        .add("fd_renumber", "ii", call -> call.descriptors().renumber(call.i32(0), call.i32(1)))
        .add("fd_seek", "ilii", Seek::seek)
        .add("fd_sync", "i", call -> sync(call, Rights.FD_SYNC, SyncScope.DATA_AND_ATTRIBUTES))
        .add("fd_tell", "ii", Seek::tell)
        .add("fd_write", "iiii", Fd::write);
  }

  private static void advise(Call call) throws IOException {
    Advice[] advices = Advice.values();
    int advice = call.i32(3);
    if (advice < 0 || advice >= advices.length) {
      throw new ErrnoException(Errno.INVAL);
    }
    OpenFile file = call.descriptors().file(call.i32(0), Rights.FD_ADVISE);
    file.advise(call.u64(1), call.u64(2), advices[advice]);
  }

  /// Not offered, as by wasmtime: no file system but Linux's has it, and programs that get an error
  /// write zeroes instead.
  private static void allocate(Call call) throws IOException {
    call.descriptors().file(call.i32(0), Rights.FD_ALLOCATE);
    throw new ErrnoException(Errno.NOTSUP);
  }

  private static void sync(Call call, long right, SyncScope scope) throws IOException {
    Entry entry = call.descriptors().get(call.i32(0));
    if (!(entry.target() instanceof Target.File(var file))) {
      throw new ErrnoException(Errno.BADF);
    }
    entry.require(right);
    file.sync(scope);
  }

  /// The file or directory behind an entry with these rights; `null` behind a standard stream.
  private static @Nullable FileHandle handle(Entry entry, long rights) throws ErrnoException {
    return switch (entry.target()) {
      case Target.File(var file) -> {
        entry.require(rights);
        yield file;
      }
      case Target.Dir(var directory, var _) -> {
        entry.require(rights);
        yield directory;
      }
      case Target.Source _, Target.Sink _ -> null;
    };
  }

  private static void fdstatGet(Call call) throws IOException {
    FileStats.putDescriptor(call.memory(), call.u32(1), call.descriptors().get(call.i32(0)));
  }

  /// Only what can change after opening: appending and not waiting.
  private static void fdstatSetFlags(Call call) throws IOException {
    Entry entry = call.descriptors().get(call.i32(0));
    if (entry.target() instanceof Target.Dir) {
      throw new ErrnoException(Errno.BADF);
    }
    entry.require(Rights.FD_FDSTAT_SET_FLAGS);
    int flags = call.flags(1, FdFlags.ALL);
    int fixed = FdFlags.DSYNC | FdFlags.RSYNC | FdFlags.SYNC;
    if ((flags & fixed) != (entry.flags() & fixed)) {
      throw new ErrnoException(Errno.INVAL);
    }
    entry.setFlags(flags);
  }

  private static void fdstatSetRights(Call call) throws IOException {
    call.descriptors().get(call.i32(0)).narrow(call.u64(1), call.u64(2));
  }

  private static void filestatGet(Call call) throws IOException {
    filestatGet(call, FileStats.Layout.SNAPSHOT);
  }

  static void filestatGet(Call call, FileStats.Layout layout) throws IOException {
    Entry entry = call.descriptors().get(call.i32(0));
    FileHandle handle = handle(entry, Rights.FD_FILESTAT_GET);
    if (handle == null) {
      layout.putStream(call.memory(), call.u32(1), entry.target().type());
    } else {
      layout.put(call.memory(), call.u32(1), handle.stat());
    }
  }

  private static void filestatSetSize(Call call) throws IOException {
    if (!(call.descriptors().get(call.i32(0)).target() instanceof Target.File)) {
      throw new ErrnoException(Errno.BADF);
    }
    OpenFile file = call.descriptors().file(call.i32(0), Rights.FD_FILESTAT_SET_SIZE);
    try {
      file.setSize(call.u64(1));
    } catch (FileException e) {
      // What ftruncate says of a file that was not opened for writing.
      throw e.error() == FileError.BADF ? new ErrnoException(Errno.INVAL) : e;
    }
  }

  private static void filestatSetTimes(Call call) throws IOException {
    int flags = call.flags(3, SetTimes.ALL);
    SetTime accessed = SetTimes.accessed(flags, call.u64(1));
    SetTime modified = SetTimes.modified(flags, call.u64(2));
    Entry entry = call.descriptors().get(call.i32(0));
    FileHandle handle = handle(entry, Rights.FD_FILESTAT_SET_TIMES);
    if (handle == null) {
      throw new ErrnoException(Errno.BADF);
    }
    handle.setTimes(accessed, modified);
  }

  private static void pread(Call call) throws IOException {
    OpenFile file = positioned(call, Rights.FD_READ);
    long count = FdIo.read(call, file, Vectors.of(call, 1), call.u64(3));
    call.memory().putU32(call.u32(4), count);
  }

  private static void pwrite(Call call) throws IOException {
    OpenFile file = positioned(call, Rights.FD_WRITE);
    FdIo.Place place = place(call.descriptors().get(call.i32(0)), call.u64(3));
    long count = FdIo.write(call, file, Vectors.of(call, 1), place);
    call.memory().putU32(call.u32(4), count);
  }

  /// A file that has positions: one that can seek.
  private static OpenFile positioned(Call call, long right) throws ErrnoException {
    Entry entry = call.descriptors().get(call.i32(0));
    return switch (entry.target()) {
      case Target.File(var file) -> {
        entry.requireOpenedFor(right);
        if (!Seek.possible(file)) {
          throw new ErrnoException(Errno.SPIPE);
        }
        yield file;
      }
      case Target.Source _, Target.Sink _ -> {
        entry.requireOpenedFor(right);
        throw new ErrnoException(Errno.SPIPE);
      }
      case Target.Dir _ -> throw new ErrnoException(Errno.BADF);
    };
  }

  /// As on Linux, appending wins over a position.
  private static FdIo.Place place(Entry entry, long position) {
    return entry.has(FdFlags.APPEND) ? FdIo.Place.End.END : new FdIo.Place.At(position);
  }

  private static void read(Call call) throws IOException {
    Entry entry = call.descriptors().get(call.i32(0));
    long count =
        switch (entry.target()) {
          case Target.File(var file) -> readFile(call, entry, file);
          case Target.Source(var source, var _) -> {
            entry.require(Rights.FD_READ);
            boolean nonBlocking = entry.has(FdFlags.NONBLOCK);
            yield FdIo.read(source, Vectors.of(call, 1), nonBlocking);
          }
          case Target.Sink _, Target.Dir _ -> throw new ErrnoException(Errno.BADF);
        };
    call.memory().putU32(call.u32(3), count);
  }

  private static long readFile(Call call, Entry entry, OpenFile file) throws IOException {
    entry.requireOpenedFor(Rights.FD_READ);
    if (!entry.has(FdFlags.NONBLOCK)) {
      Session.await(file.readReadiness());
    }
    long count = FdIo.read(call, file, Vectors.of(call, 1), entry.position());
    entry.setPosition(entry.position() + count);
    return count;
  }

  private static void write(Call call) throws IOException {
    Entry entry = call.descriptors().get(call.i32(0));
    long count =
        switch (entry.target()) {
          case Target.File(var file) -> writeFile(call, entry, file);
          case Target.Sink(var sink, var _) -> {
            entry.require(Rights.FD_WRITE);
            yield FdIo.write(sink, Vectors.of(call, 1));
          }
          case Target.Source _, Target.Dir _ -> throw new ErrnoException(Errno.BADF);
        };
    call.memory().putU32(call.u32(3), count);
  }

  private static long writeFile(Call call, Entry entry, OpenFile file) throws IOException {
    entry.requireOpenedFor(Rights.FD_WRITE);
    if (!entry.has(FdFlags.NONBLOCK)) {
      Session.await(file.writeReadiness());
    }
    FdIo.Place place = place(entry, entry.position());
    long count = FdIo.write(call, file, Vectors.of(call, 1), place);
    boolean appended = entry.has(FdFlags.APPEND) && Seek.possible(file);
    entry.setPosition(appended ? file.stat().size() : entry.position() + count);
    return count;
  }

  private static void prestatGet(Call call) throws IOException {
    byte[] name = preopenName(call, Errno.BADF);
    call.memory().putU32(call.u32(1), 0);
    call.memory().putU32(call.u32(1) + 4, name.length);
  }

  private static void prestatDirName(Call call) throws IOException {
    byte[] name = preopenName(call, Errno.NOTDIR);
    if (call.u32(2) < name.length) {
      throw new ErrnoException(Errno.NAMETOOLONG);
    }
    call.memory().put(call.u32(1), name);
  }

  /// @param otherwise what to fail with if it is none
  private static byte[] preopenName(Call call, Errno otherwise) throws ErrnoException {
    if (call.descriptors().get(call.i32(0)).target() instanceof Target.Dir(var _, var name)
        && name != null) {
      return name.getBytes(StandardCharsets.UTF_8);
    }
    throw new ErrnoException(otherwise);
  }
}
