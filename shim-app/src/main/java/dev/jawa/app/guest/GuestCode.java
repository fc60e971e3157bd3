package dev.jawa.app.guest;

import java.util.List;

/// What a guest is made of: a module or component, and components of which it may import what they
/// export.
///
/// @param main what runs
/// @param beside those of which nothing is imported do not matter
/// @param layer the digest of the image's layer that `main` is; empty if it is none
public record GuestCode(Binary main, List<Binary> beside, String layer) {

  public GuestCode {
    beside = List.copyOf(beside);
  }

  /// One that is no layer of an image.
  public GuestCode(Binary main, List<Binary> beside) {
    this(main, beside, "");
  }

  /// @param name for messages, as in `app.wasm`
  /// @param wasm not to be changed
  @SuppressWarnings("ArrayRecordComponent") // carries the bytes to a decoder, never compared
  public record Binary(String name, byte[] wasm) {}

  /// One that is whole by itself.
  public static GuestCode of(String name, byte[] wasm) {
    return new GuestCode(new Binary(name, wasm), List.of());
  }
}
