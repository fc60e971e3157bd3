/// gRPC over Unix sockets: calls of containerd's own services ([GrpcClient]), and the shim's
/// services for who wants them so ([GrpcServer]). The former has no need of a library, and the
/// latter's is loaded only where it is asked for.
@NullMarked
package dev.jawa.shim.grpc;

import org.jspecify.annotations.NullMarked;
