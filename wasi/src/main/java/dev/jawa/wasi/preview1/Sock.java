package dev.jawa.wasi.preview1;

/// `sock_*`. No guest is given a socket, so these only tell apart what is open and what is not.
final class Sock {

  private Sock() {}

  static void bind(Functions functions) {
    functions
        .add("sock_accept", "iii", Sock::notSocket)
        .add("sock_recv", "iiiiii", Sock::notSocket)
        .add("sock_send", "iiiii", Sock::notSocket)
        .add("sock_shutdown", "ii", Sock::notSocket);
  }

  private static void notSocket(Call call) throws ErrnoException {
    call.descriptors().get(call.i32(0));
    throw new ErrnoException(Errno.NOTSOCK);
  }
}
