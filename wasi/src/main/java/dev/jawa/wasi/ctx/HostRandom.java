package dev.jawa.wasi.ctx;

/// The randomness of a guest.
public interface HostRandom {

  /// Cryptographically secure bytes.
  byte[] secure(int length);

  /// Fast bytes, not secret.
  byte[] insecure(int length);

  /// 128 bits for hash seeds, as two longs.
  long[] insecureSeed();
}
