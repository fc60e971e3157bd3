/// `wasi:sockets`, over non-blocking NIO channels that are opened in the context's `NetworkPlace`,
/// and watched by its `SocketReactor`. What a guest may reach is the context's `SocketPolicy`.
/// [Network] has the types; [TcpSocket] and [UdpSocket] are the state machines of the WIT.
@NullMarked
package dev.jawa.wasi.p2.sockets;

import org.jspecify.annotations.NullMarked;
