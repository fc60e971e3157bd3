/// A guest from file to exit: what it is ([Guest]), what it gets ([GuestSpec]), and its life
/// ([GuestProcess]). The command line and the shim start guests in the same way, through
/// [GuestLauncher].
@NullMarked
package dev.jawa.app.guest;

import org.jspecify.annotations.NullMarked;
