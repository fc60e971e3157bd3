package dev.jawa.component.binary;

import dev.jawa.component.ast.Component;
import dev.jawa.component.ast.Definition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decodes a component, nested components and all, in one pass. Core modules are kept as ranges of
/// the input. Spec: `Binary.md`, component definitions.
public final class ComponentDecoder {

  private final Nesting nesting;
  private final TypeDecoder types;
  private final DefinitionDecoder definitions;
  private final CanonDecoder canons;

  private ComponentDecoder(DecoderLimits limits) {
    this.nesting = new Nesting(limits.maxNesting());
    this.types = new TypeDecoder(nesting);
    this.definitions = new DefinitionDecoder(types);
    this.canons = new CanonDecoder(types);
  }

  /// Decodes with the default limits.
  ///
  /// @param input the whole binary; it must not be changed as long as the result is in use
  /// @throws MalformedException if the bytes are not a component
  public static Component decode(byte[] input) {
    return decode(input, DecoderLimits.DEFAULT);
  }

  /// @param input the whole binary; it must not be changed as long as the result is in use
  /// @throws MalformedException if the bytes are not a component, or one beyond the limits
  public static Component decode(byte[] input, DecoderLimits limits) {
    BinaryReader reader = new BinaryReader(input, 0, input.length, new Budget(limits.maxItems()));
    return new ComponentDecoder(limits).component(reader);
  }

  private Component component(BinaryReader reader) {
    int offset = reader.position();
    preamble(reader);
    List<Definition> collected = new ArrayList<>();
    @Nullable String name = null;
    while (!reader.atEnd()) {
      int at = reader.position();
      int id = reader.u8();
      if (id > 12) {
        throw new MalformedException("malformed section id: " + id, at);
      }
      BinaryReader section = reader.slice(reader.length());
      if (id == 0) {
        String found = NameSection.componentName(section);
        name = name == null ? found : name;
      } else {
        section(id, section, collected);
        section.expectEnd("section " + id);
      }
    }
    return new Component(offset, collected, name);
  }

  private void preamble(BinaryReader reader) {
    int start = reader.position();
    switch (reader.preamble()) {
      case Preamble.Component _ -> reader.slice(Preamble.LENGTH);
      case Preamble.CoreModule _ ->
          throw new MalformedException(
              "expected a version header for a component, found a core module", start);
      case Preamble.Unknown(String reason, int offset) ->
          throw new MalformedException(reason, offset);
    }
  }

  private void section(int id, BinaryReader section, List<Definition> to) {
    switch (id) {
      case 1 -> to.add(module(section));
      case 4 -> to.add(nested(section));
      case 9 -> to.add(definitions.start(section));
      default -> {
        for (int left = section.count(); left > 0; left--) {
          to.add(definition(id, section));
        }
      }
    }
  }

  private Definition definition(int id, BinaryReader in) {
    return switch (id) {
      case 2 -> definitions.coreInstance(in);
      case 3 -> new Definition.CoreType(in.position(), types.core().coreType(in));
      case 5 -> definitions.instance(in);
      case 6 -> new Definition.Alias(in.position(), types.alias(in));
      case 7 -> new Definition.Type(in.position(), types.defType(in));
      case 8 -> new Definition.Canonical(in.position(), canons.canon(in));
      case 10 -> definitions.importDefinition(in);
      case 11 -> definitions.export(in);
      case 12 -> definitions.value(in);
      default -> throw new IllegalStateException("section " + id);
    };
  }

  private Definition module(BinaryReader section) {
    int at = section.position();
    switch (section.preamble()) {
      case Preamble.CoreModule _ -> {
        BinaryReader inside = section.fork();
        inside.slice(Preamble.LENGTH);
        return new Definition.CoreModule(
            at, section.rest(), CoreModuleDecoder.shape(inside, types.core()));
      }
      case Preamble.Component _ ->
          throw new MalformedException(
              "expected a version header for a module, found a component", at);
      case Preamble.Unknown(String reason, int offset) ->
          throw new MalformedException(reason, offset);
    }
  }

  private Definition nested(BinaryReader section) {
    int at = section.position();
    nesting.enter(at);
    Component component = component(section);
    nesting.leave();
    return new Definition.NestedComponent(at, component);
  }
}
