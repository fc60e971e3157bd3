package dev.jawa.wasi.ctx;

/// The standard streams of a guest.
///
/// @param stdinTerminal whether stdin is a terminal; likewise the others
public record Stdio(
    ByteSource stdin,
    ByteSink stdout,
    ByteSink stderr,
    boolean stdinTerminal,
    boolean stdoutTerminal,
    boolean stderrTerminal) {}
