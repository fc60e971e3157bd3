package dev.jawa.wasi.preview1;

/// `random_get`.
final class Random {

  private Random() {}

  static void bind(Functions functions) {
    functions.add("random_get", "ii", Random::get);
  }

  private static void get(Call call) {
    long address = call.u32(0);
    long end = address + call.u32(1);
    while (address < end) {
      int length = (int) Math.min(end - address, Session.BUFFER_SIZE);
      call.memory().put(address, call.context().random().secure(length));
      address += length;
    }
  }
}
