package dev.jawa.wasi.preview1;

import dev.jawa.engine.Trap;

/// `random_get`.
final class Random {

  private Random() {}

  static void bind(Functions functions) {
    functions.add("random_get", "ii", Random::get);
  }

  private static void get(Call call) {
    long address = call.u32(0);
    int most = call.context().limits().randomBytes();
    if (call.u32(1) > most) {
      throw new Trap(
          Trap.Kind.HOST,
          "%d random bytes at once, at most %d are allowed".formatted(call.u32(1), most));
    }
    long end = address + call.u32(1);
    while (address < end) {
      int length = (int) Math.min(end - address, Session.BUFFER_SIZE);
      call.memory().put(address, call.context().random().secure(length));
      address += length;
    }
  }
}
