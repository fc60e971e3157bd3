package dev.jawa.wasi.ctx;

import java.security.SecureRandom;
import java.util.concurrent.ThreadLocalRandom;

/// The randomness of this machine; one for all guests.
public final class SystemRandom implements HostRandom {

  private final SecureRandom secure = new SecureRandom();

  @Override
  public byte[] secure(int length) {
    byte[] bytes = new byte[length];
    secure.nextBytes(bytes);
    return bytes;
  }

  @Override
  public byte[] insecure(int length) {
    byte[] bytes = new byte[length];
    ThreadLocalRandom.current().nextBytes(bytes);
    return bytes;
  }

  @Override
  public long[] insecureSeed() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new long[] {random.nextLong(), random.nextLong()};
  }
}
