package dev.jawa.app.guest;

/// A guest that is compiled and linked, and can be started any number of times.
public interface Guest {

  GuestKind kind();

  /// Starts it. An HTTP guest listens when this returns.
  ///
  /// @throws GuestException if it cannot be started; the message is one line for the user
  GuestProcess start(GuestSpec spec);
}
