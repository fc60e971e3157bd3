package dev.jawa.component.value;

/// A resource of a component as a host sees it: opaque, good for handing back. Made by the runtime
/// only.
public interface GuestResource {}
