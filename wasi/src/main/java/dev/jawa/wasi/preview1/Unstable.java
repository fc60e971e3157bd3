package dev.jawa.wasi.preview1;

import dev.jawa.wasi.preview1.Seek.Whence;
import java.util.List;

/// What was different in `wasi_unstable`.
final class Unstable {

  private static final List<Whence> WHENCE = List.of(Whence.CURRENT, Whence.END, Whence.SET);

  private Unstable() {}

  static void bind(Functions functions) {
    functions
        .add("fd_seek", "ilii", call -> Seek.seek(call, WHENCE))
        .add("fd_filestat_get", "ii", call -> Fd.filestatGet(call, FileStats.Layout.UNSTABLE))
        .add(
            "path_filestat_get", "iiiii", call -> Path.filestatGet(call, FileStats.Layout.UNSTABLE))
        .add("poll_oneoff", "iiii", call -> Poll.oneoff(call, Poll.Layout.UNSTABLE));
  }
}
