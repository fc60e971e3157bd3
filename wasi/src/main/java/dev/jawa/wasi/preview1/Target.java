package dev.jawa.wasi.preview1;

import dev.jawa.wasi.ctx.ByteSink;
import dev.jawa.wasi.ctx.ByteSource;
import dev.jawa.wasi.ctx.Directory;
import dev.jawa.wasi.ctx.FileType;
import dev.jawa.wasi.ctx.OpenFile;
import org.jspecify.annotations.Nullable;

/// What a descriptor leads to.
sealed interface Target {

  /// Its type number (`filetype`) is the ordinal.
  FileType type();

  /// Standard input. Belongs to the context.
  record Source(ByteSource bytes, boolean terminal) implements Target {
    @Override
    public FileType type() {
      return streamType(terminal);
    }
  }

  /// Standard output or error. Belongs to the context.
  record Sink(ByteSink bytes, boolean terminal) implements Target {
    @Override
    public FileType type() {
      return streamType(terminal);
    }
  }

  /// Anything below a directory that is none itself.
  record File(OpenFile file) implements Target {
    @Override
    public FileType type() {
      return file.type();
    }
  }

  /// @param preopenName what the guest calls a directory that it started with, or `null`
  record Dir(Directory directory, @Nullable String preopenName) implements Target {
    @Override
    public FileType type() {
      return FileType.DIRECTORY;
    }
  }

  private static FileType streamType(boolean terminal) {
    return terminal ? FileType.CHARACTER_DEVICE : FileType.UNKNOWN;
  }
}
