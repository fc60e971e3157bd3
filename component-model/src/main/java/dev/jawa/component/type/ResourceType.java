package dev.jawa.component.type;

/// A resource type as validation sees it: two are the same only if they are the same object. What
/// it stands for at run time (a host resource, or the resource of one component instance) is bound
/// at instantiation.
public final class ResourceType {

  private final String name;

  /// @param name for messages only
  public ResourceType(String name) {
    this.name = name;
  }

  /// For messages only.
  public String name() {
    return name;
  }

  @Override
  public String toString() {
    return name;
  }
}
