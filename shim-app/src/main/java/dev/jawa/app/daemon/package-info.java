/// The resident process of the shim: one for each containerd, namespace and runtime name.
/// [ShimDaemon] opens the socket and wires the rest; [EngineGuests] loads guests and keeps them;
/// [IdleWatch] ends the daemon when it has had nothing to do; [StateFolder] is what it shares with
/// the script that starts it (`docs/adr/0005-shim-daemon.md`).
@NullMarked
package dev.jawa.app.daemon;

import org.jspecify.annotations.NullMarked;
