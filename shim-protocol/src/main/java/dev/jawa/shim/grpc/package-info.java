/// Calls of containerd's own services, which speak gRPC over a Unix socket: [GrpcClient].
@NullMarked
package dev.jawa.shim.grpc;

import org.jspecify.annotations.NullMarked;
