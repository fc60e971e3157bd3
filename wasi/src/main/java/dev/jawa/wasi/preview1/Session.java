package dev.jawa.wasi.preview1;

import dev.jawa.engine.CoreCaller;
import dev.jawa.engine.CoreMemory;
import dev.jawa.engine.Trap;
import dev.jawa.wasi.ctx.ByteSink;
import dev.jawa.wasi.ctx.FileException;
import dev.jawa.wasi.ctx.Pollable;
import dev.jawa.wasi.ctx.WasiContext;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// What belongs to one guest: its context, its descriptors, its memory, a buffer.
final class Session {

  /// How many bytes one file operation moves at most.
  static final int BUFFER_SIZE = 64 * 1024;

  private final WasiContext context;
  private final DescriptorTable descriptors;
  private long callBytesLeft;
  private byte @Nullable [] buffer;
  private @Nullable CoreCaller caller;
  private @Nullable GuestMemory memory;

  Session(WasiContext context) {
    this.context = context;
    this.descriptors = DescriptorTable.of(context);
  }

  WasiContext context() {
    return context;
  }

  DescriptorTable descriptors() {
    return descriptors;
  }

  /// For the bytes on their way between guest and host; used by one call at a time.
  byte[] buffer() {
    byte[] bytes = buffer;
    if (bytes == null) {
      bytes = new byte[BUFFER_SIZE];
      buffer = bytes;
    }
    return bytes;
  }

  /// Makes a call and turns what goes wrong into an error number.
  Errno run(Functions.Function function, CoreCaller from, long[] args) {
    callBytesLeft = context.limits().callBytes();
    try {
      function.body().run(new Call(this, memoryOf(from), args));
      return Errno.SUCCESS;
    } catch (ErrnoException e) {
      return e.errno();
    } catch (FileException e) {
      return Errno.of(e.error());
    } catch (ByteSink.ClosedSinkException _) {
      return Errno.PIPE;
    } catch (IOException _) {
      return Errno.IO;
    }
  }

  /// Counts bytes that the call makes the host carry.
  void charge(long bytes) throws ErrnoException {
    callBytesLeft -= bytes;
    if (callBytesLeft < 0) {
      throw new ErrnoException(Errno.NOMEM);
    }
  }

  private GuestMemory memoryOf(CoreCaller from) {
    GuestMemory known = memory;
    if (known != null && caller == from) {
      return known;
    }
    if (!(from.export("memory") instanceof CoreMemory exported)) {
      throw new Trap(Trap.Kind.HOST, "missing required memory export");
    }
    GuestMemory found = new GuestMemory(exported);
    caller = from;
    memory = found;
    return found;
  }

  /// Parks until it is ready.
  static void await(Pollable pollable) {
    try {
      pollable.await();
    } catch (InterruptedException _) {
      throw new Trap(Trap.Kind.INTERRUPT);
    }
  }
}
