package dev.jawa.wasi.p2.filesystem;

import static dev.jawa.component.type.FuncType.param;
import static dev.jawa.wasi.p2.filesystem.Fallible.action;
import static dev.jawa.wasi.p2.filesystem.Fallible.borrowing;
import static dev.jawa.wasi.p2.filesystem.Fallible.method;
import static dev.jawa.wasi.p2.filesystem.Fallible.query;
import static dev.jawa.wasi.p2.wit.WitTypes.enumeration;
import static dev.jawa.wasi.p2.wit.WitTypes.list;
import static dev.jawa.wasi.p2.wit.WitTypes.tuple;

import dev.jawa.component.host.BorrowingFunc;
import dev.jawa.component.host.HostInterface;
import dev.jawa.component.host.LentBytes;
import dev.jawa.component.type.ValType;
import dev.jawa.component.type.ValType.Primitive;
import dev.jawa.wasi.ctx.Advice;
import dev.jawa.wasi.ctx.FileError;
import dev.jawa.wasi.ctx.FileException;
import dev.jawa.wasi.ctx.LentBuffer;
import dev.jawa.wasi.ctx.OpenFile;
import dev.jawa.wasi.ctx.SyncScope;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.io.InputStream;
import dev.jawa.wasi.p2.io.OutputStream;
import java.nio.ByteBuffer;

/// The functions of `descriptor` on the bytes of a file.
final class FileFunctions {

  private static final ValType ADVICE =
      enumeration("normal", "sequential", "random", "will-need", "dont-need", "no-reuse");

  /// What one call of the system moves at most; a guest that wants to read more asks again.
  private static final int LARGEST_PART = 64 * 1024;

  private FileFunctions() {}

  static void bind(HostInterface.Builder<WasiContext> table) {
    bindStreams(table);
    table
        .func(
            "[method]descriptor.advise",
            method(
                param("offset", Primitive.U64),
                param("length", Primitive.U64),
                param("advice", ADVICE)),
            action(FileFunctions::advise))
        .func(
            "[method]descriptor.sync-data",
            method(),
            action((self, _) -> self.handle().sync(SyncScope.DATA)))
        .func(
            "[method]descriptor.sync",
            method(),
            action((self, _) -> self.handle().sync(SyncScope.DATA_AND_ATTRIBUTES)))
        .func(
            "[method]descriptor.set-size",
            method(param("size", Primitive.U64)),
            action(FileFunctions::setSize))
        .func(
            "[method]descriptor.read",
            method(
                tuple(list(Primitive.U8), Primitive.BOOL),
                param("length", Primitive.U64),
                param("offset", Primitive.U64)),
            query(FileFunctions::read))
        .func(
            "[method]descriptor.write",
            method(
                Primitive.U64, param("buffer", list(Primitive.U8)), param("offset", Primitive.U64)),
            borrowing(FileFunctions::write));
  }

  private static void bindStreams(HostInterface.Builder<WasiContext> table) {
    table
        .func(
            "[method]descriptor.read-via-stream",
            method(InputStream.RESOURCE.own(), param("offset", Primitive.U64)),
            query((_, self, args) -> {
              if (!(self.handle() instanceof OpenFile)) {
                // The one function that tells this of a directory, as under wasmtime.
                throw new FileException(FileError.ISDIR);
              }
              return InputStream.owning(new FileSource(self.fileForStream(), position(args[1])));
            }))
        .func(
            "[method]descriptor.write-via-stream",
            method(OutputStream.RESOURCE.own(), param("offset", Primitive.U64)),
            query((_, self, args) -> {
              self.requireMutable();
              long position = position(args[1]);
              return OutputStream.owning(FileSink.at(self.fileForStream(), position));
            }))
        .func(
            "[method]descriptor.append-via-stream",
            method(OutputStream.RESOURCE.own()),
            query((_, self, _) -> {
              self.requireMutable();
              return OutputStream.owning(FileSink.atEnd(self.fileForStream()));
            }));
  }

  /// A `filesize` that a host can have.
  private static long position(Object filesize) throws FileException {
    long position = (Long) filesize;
    if (position < 0) {
      throw new FileException(FileError.INVAL);
    }
    return position;
  }

  private static void setSize(Descriptor self, Object[] args) throws FileException {
    OpenFile file = self.file();
    self.requireMutable();
    if (!file.writable()) {
      // What ftruncate says of a file that was not opened for writing.
      throw new FileException(FileError.INVAL);
    }
    file.setSize((Long) args[1]);
  }

  private static void advise(Descriptor self, Object[] args) throws FileException {
    Advice advice = Advice.values()[(Integer) args[3]];
    self.file().advise((Long) args[1], (Long) args[2], advice);
  }

  private static Object read(WasiContext context, Descriptor self, Object[] args)
      throws FileException {
    long limit = Math.min(context.limits().readBytes(), LARGEST_PART);
    long length = (Long) args[1];
    boolean beyond = Long.compareUnsigned(length, limit) > 0;
    int most = (int) (beyond ? limit : length);
    LentBuffer lent = self.file().lend(most, (Long) args[2]);
    // Also where nothing was asked for, as under wasmtime: C libraries take "nothing, and not the
    // end" for an interrupted call, and ask again for ever.
    boolean end = lent.length() == 0;
    return new Object[] {new LentBytes(lent.bytes(), lent.giveBack()), end};
  }

  private static Object write(WasiContext context, Descriptor self, Object[] args)
      throws FileException {
    OpenFile file = self.file();
    ByteBuffer buffer = BorrowingFunc.bytes(args[1]);
    int from = buffer.arrayOffset() + buffer.position();
    int length = buffer.remaining();
    long position = (Long) args[2];
    int done = file.write(buffer.array(), from, length, position);
    int more = done;
    while (more == LARGEST_PART && done < length) {
      more = moreWritten(file, buffer.array(), from + done, length - done, position + done);
      done += more;
    }
    return (long) done;
  }

  /// A failure after some bytes is told by the next call.
  private static int moreWritten(OpenFile file, byte[] bytes, int from, int length, long position) {
    try {
      return file.write(bytes, from, length, position);
    } catch (FileException _) {
      return 0;
    }
  }
}
