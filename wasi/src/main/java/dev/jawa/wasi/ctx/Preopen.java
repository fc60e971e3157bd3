package dev.jawa.wasi.ctx;

/// A directory that a guest starts with.
///
/// @param guestPath its name for the guest, as in `/` or `data`
/// @param directory the directory; closed with the context
public record Preopen(String guestPath, Directory directory) {}
