package dev.jawa.component.runtime;

import dev.jawa.component.value.GuestResource;

/// A guest's resource on its way between instances or through the host.
///
/// @param rep the representation that its defining instance chose
public record GuestHandle(RuntimeResource.OfGuest type, int rep) implements GuestResource {

  /// The host drops what it owns.
  public void destroy() {
    type.destroy(rep, null);
  }
}
