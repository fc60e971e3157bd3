package dev.jawa.component.instantiate;

import dev.jawa.component.ast.DefType;
import dev.jawa.component.ast.Definition;
import dev.jawa.component.ast.Sort;
import dev.jawa.component.type.DefinedType;
import dev.jawa.component.type.ExternType;
import dev.jawa.component.type.ResourceType;
import dev.jawa.component.validate.Origin;
import dev.jawa.component.validate.Resolution;
import dev.jawa.component.validate.ResourceBinding;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Plans how the resource slots of one component get their meaning.
final class ResourceSlots {

  private final Map<ResourceType, Integer> slots = new IdentityHashMap<>();
  private final IndexSpaces spaces;
  private final List<Step> steps;
  private final @Nullable RootImports root;

  /// @param types by slot
  /// @param root the imports that are the host's and so constant, or `null` if none is
  ResourceSlots(
      List<ResourceType> types, IndexSpaces spaces, List<Step> steps, @Nullable RootImports root) {
    this.spaces = spaces;
    this.steps = steps;
    this.root = root;
    for (int i = 0; i < types.size(); i++) {
      slots.put(types.get(i), i);
    }
  }

  /// The slot of a type, or [IndexSpaces#NO_RESOURCE].
  int slotOf(Resolution resolution) {
    return switch (resolution) {
      case Resolution.Resource(int slot) -> slot;
      case Resolution.Extern(ExternType.Type(DefinedType.Resource(var type))) ->
          slots.getOrDefault(type, IndexSpaces.NO_RESOURCE);
      default -> IndexSpaces.NO_RESOURCE;
    };
  }

  void bind(Definition definition, ResourceBinding binding) {
    int slot = binding.slot();
    switch (binding.origin()) {
      case Origin.Defined _ -> steps.add(new Step.DefineResource(slot, destructor(definition)));
      case Origin.Imported(var path) -> {
        if (root == null || !root.has(path.getFirst())) {
          steps.add(new Step.ResourceFromArg(slot, path));
        }
      }
      case Origin.FromInstance(int instance, var path) ->
          steps.add(
              new Step.ResourceFromInstance(slot, spaces.register(Sort.INSTANCE, instance), path));
      case Origin.SameAs(int as) -> steps.add(new Step.SameResource(slot, as));
    }
  }

  private int destructor(Definition definition) {
    if (definition instanceof Definition.Type(_, DefType.ResourceDef(_, var dtor))) {
      return spaces.optional(Sort.CORE_FUNC, dtor);
    }
    throw new IllegalStateException("no definition of a resource type: " + definition);
  }
}
