package dev.jawa.shim.ttrpc;

import com.google.protobuf.ByteString;

/// One frame on the wire, of a kind that a unary call needs. Frames of other kinds are skipped by
/// [FrameCodec], as the protocol demands.
sealed interface Frame {

  /// The call it belongs to, as an unsigned number; chosen by the client, odd and growing.
  int streamId();

  /// A client starts a call; `data` is a `ttrpc.Request`.
  record Request(int streamId, ByteString data) implements Frame {}

  /// A server ends a call; `data` is a `ttrpc.Response`.
  record Response(int streamId, ByteString data) implements Frame {}

  /// A frame whose data was longer than allowed, and was skipped.
  record Oversized(int streamId, long length) implements Frame {}
}
