package dev.jawa.wasi.ctx;

import java.nio.ByteBuffer;

/// Bytes that were read into memory which is used again.
///
/// @param bytes from its position to its limit
/// @param giveBack to be run once, when they have been taken
public record LentBuffer(ByteBuffer bytes, Runnable giveBack) {}
