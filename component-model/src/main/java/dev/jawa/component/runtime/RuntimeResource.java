package dev.jawa.component.runtime;

import dev.jawa.component.host.HostResource;
import dev.jawa.component.type.ResourceType;
import dev.jawa.engine.CoreFunc;
import org.jspecify.annotations.Nullable;

/// What a resource type stands for at run time; two are the same type only if they are the same
/// object.
public sealed interface RuntimeResource {

  /// As trap messages call it.
  String describe();

  /// What stands for it in the element types of streams and futures, the same for all components of
  /// a store.
  ResourceType identity();

  /// A resource type of the host.
  final class OfHost implements RuntimeResource {
    private final HostResource<?> resource;

    public OfHost(HostResource<?> resource) {
      this.resource = resource;
    }

    /// Whether a guest may drop it now.
    ///
    /// @throws dev.jawa.engine.Trap if not
    void checkDrop(Object object) {
      checkDrop(resource, object);
    }

    private static <T> void checkDrop(HostResource<T> resource, Object object) {
      resource.beforeDrop().accept(resource.javaType().cast(object));
    }

    /// The destructor runs; the object is gone for the guest.
    void destroy(Object object) {
      destroy(resource, object);
    }

    private static <T> void destroy(HostResource<T> resource, Object object) {
      resource.destructor().accept(resource.javaType().cast(object));
    }

    /// The host's object, checked to be one of this type.
    ///
    /// @throws IllegalArgumentException for a host function that returned something else
    public Object check(Object object) {
      if (!resource.javaType().isInstance(object)) {
        throw new IllegalArgumentException(
            "the host gave a %s as resource %s, which takes a %s"
                .formatted(
                    object.getClass().getName(), resource.name(), resource.javaType().getName()));
      }
      return object;
    }

    @Override
    public ResourceType identity() {
      return resource.type();
    }

    @Override
    public String describe() {
      return "host-defined resource";
    }
  }

  /// A resource type of one component instance.
  final class OfGuest implements RuntimeResource {
    private final InstanceState implementer;
    private final @Nullable CoreFunc destructor;
    private final ResourceType identity = new ResourceType("guest-defined resource");

    public OfGuest(InstanceState implementer, @Nullable CoreFunc destructor) {
      this.implementer = implementer;
      this.destructor = destructor;
    }

    /// The instance that defines it, which sees representations where others see handles to
    /// borrowed resources.
    public InstanceState implementer() {
      return implementer;
    }

    /// Enters the defining instance and runs its destructor, if it has one.
    ///
    /// @param caller the instance that drops the handle, `null` for the host
    public void destroy(int rep, @Nullable InstanceState caller) {
      InstanceState top = implementer.outermostEntered(caller);
      implementer.enter(top);
      if (destructor != null) {
        run(destructor, rep & 0xFFFF_FFFFL);
      }
      implementer.leave(top);
    }

    private void run(CoreFunc function, long rep) {
      if (implementer.store().isScheduled()) {
        GuestTask.runSynchronously(implementer, () -> function.call(rep));
      } else {
        implementer.callOnOwnThread(function, rep);
      }
    }

    @Override
    public ResourceType identity() {
      return identity;
    }

    @Override
    public String describe() {
      return "guest-defined resource";
    }
  }
}
