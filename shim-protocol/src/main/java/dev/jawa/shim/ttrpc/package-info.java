/// ttrpc, the small RPC protocol between containerd and its shims, over Unix domain sockets.
///
/// A [Frame] is what travels, [FrameCodec] puts it on the wire. [TtrpcServer] accepts connections;
/// each is a `ServerConnection`, which runs every call on a virtual thread of its own and finds it
/// by name in its [TtrpcService]s. [TtrpcClient] is the other direction. What can go wrong with a
/// call is a [TtrpcException].
@NullMarked
package dev.jawa.shim.ttrpc;

import org.jspecify.annotations.NullMarked;
