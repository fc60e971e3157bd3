package dev.jawa.wasi.portable;

import dev.jawa.wasi.ctx.Directory;
import dev.jawa.wasi.ctx.FileError;
import dev.jawa.wasi.ctx.FileException;
import dev.jawa.wasi.ctx.Follow;
import dev.jawa.wasi.ctx.OpenFlag;
import dev.jawa.wasi.ctx.SetTime;
import dev.jawa.wasi.escape.Guest;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

/// Something that has a directory and no version of WASI before it.
record DirectoryGuest(Directory directory) implements Guest {

  @FunctionalInterface
  private interface Action {
    void run() throws FileException;
  }

  private static String attempt(Action action) {
    try {
      action.run();
      return DONE;
    } catch (FileException e) {
      return e.error().name();
    }
  }

  @Override
  public String told(FileError error) {
    return error.name();
  }

  @Override
  public String open(String path, Follow follow, Purpose purpose) {
    Set<OpenFlag> flags =
        switch (purpose) {
          case READ -> EnumSet.of(OpenFlag.READ);
          case CREATE -> EnumSet.of(OpenFlag.WRITE, OpenFlag.CREATE);
          case TRUNCATE -> EnumSet.of(OpenFlag.WRITE, OpenFlag.TRUNCATE);
        };
    return attempt(() -> directory.open(path, follow, flags).close());
  }

  @Override
  public String stat(String path, Follow follow) {
    return attempt(() -> directory.stat(path, follow));
  }

  @Override
  public String touch(String path, Follow follow) {
    SetTime time = new SetTime.At(Instant.EPOCH);
    return attempt(() -> directory.setTimes(path, follow, time, time));
  }

  @Override
  public String readLink(String path) {
    return attempt(() -> directory.readLink(path));
  }

  @Override
  public String makeDirectory(String path) {
    return attempt(() -> directory.createDirectory(path));
  }

  @Override
  public String unlink(String path) {
    return attempt(() -> directory.unlinkFile(path));
  }

  @Override
  public String removeDirectory(String path) {
    return attempt(() -> directory.removeDirectory(path));
  }

  @Override
  public String rename(String from, String to) {
    return attempt(() -> directory.rename(from, directory, to));
  }

  @Override
  public String link(String from, String to) {
    return attempt(() -> directory.link(from, directory, to));
  }

  @Override
  public String symlink(String target, String path) {
    return attempt(() -> directory.symlink(target, path));
  }

  @Override
  public Guest in(String path) {
    try {
      return new DirectoryGuest(
          (Directory) directory.open(path, Follow.NO_FOLLOW, EnumSet.of(OpenFlag.READ)));
    } catch (FileException e) {
      throw new AssertionError(e);
    }
  }
}
