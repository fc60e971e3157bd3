package dev.jawa.wasi.ctx;

/// A directory that a guest starts with.
///
/// @param guestPath its name for the guest, as in `/` or `data`
/// @param directory the directory; closed with the context
public record Preopen(String guestPath, Directory directory) {

  /// The same for one of many instances, whose context does not close the directory.
  public Preopen lend() {
    return new Preopen(guestPath, directory.lend());
  }
}
