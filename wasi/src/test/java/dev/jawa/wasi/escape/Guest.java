package dev.jawa.wasi.escape;

import dev.jawa.wasi.ctx.FileError;
import dev.jawa.wasi.ctx.Follow;

/// A guest with one directory. Every try answers the name of its error, or [#DONE].
public interface Guest {

  String DONE = "done";

  /// What this guest is told for an error of the host.
  String told(FileError error);

  /// What a file is opened for.
  enum Purpose {
    READ,
    CREATE,
    TRUNCATE
  }

  String open(String path, Follow follow, Purpose purpose);

  String stat(String path, Follow follow);

  String touch(String path, Follow follow);

  String readLink(String path);

  String makeDirectory(String path);

  String unlink(String path);

  String removeDirectory(String path);

  String rename(String from, String to);

  String link(String from, String to);

  String symlink(String target, String path);

  /// A guest whose directory is this one, which it opened itself.
  Guest in(String directory);
}
