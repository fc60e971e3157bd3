package dev.jawa.app.task;

import dev.jawa.app.guest.Guest;
import dev.jawa.app.guest.GuestCode;
import dev.jawa.app.guest.GuestKind;

/// Makes a guest of bytes.
@FunctionalInterface
public interface GuestLoader {

  /// Compiles and links.
  ///
  /// @param engine the engine's id
  /// @param preferred the kind of a component that is both an HTTP server and a command
  /// @throws dev.jawa.app.guest.GuestException if there is no such engine, or the bytes are no
  ///   guest
  Guest load(String engine, GuestCode code, GuestKind preferred);
}
