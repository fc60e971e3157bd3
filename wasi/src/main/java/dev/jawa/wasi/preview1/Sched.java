package dev.jawa.wasi.preview1;

/// `sched_yield`.
final class Sched {

  private Sched() {}

  static void bind(Functions functions) {
    functions.add("sched_yield", "", _ -> Thread.yield());
  }
}
