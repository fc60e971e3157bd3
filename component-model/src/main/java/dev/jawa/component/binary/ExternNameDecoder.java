package dev.jawa.component.binary;

import dev.jawa.component.ast.ExternName;
import java.util.ArrayList;
import java.util.List;

/// Names of imports and exports with their attributes. Spec: `Binary.md`, `nameattributes`.
final class ExternNameDecoder {

  private ExternNameDecoder() {}

  static ExternName externName(BinaryReader in) {
    int at = in.position();
    int form = in.u8();
    return switch (form) {
      case 0x00, 0x01 -> new ExternName(at, in.name(), List.of());
      case 0x02 -> new ExternName(at, in.name(), attributes(in));
      default -> throw in.invalidLeadingByte(form, at, "component name");
    };
  }

  private static List<ExternName.Attribute> attributes(BinaryReader in) {
    List<ExternName.Attribute> attributes = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      int at = in.position();
      int kind = in.u8();
      attributes.add(
          switch (kind) {
            case 0x00 -> new ExternName.Attribute.Implements(in.name());
            case 0x01 -> new ExternName.Attribute.VersionSuffix(in.name());
            case 0x02 -> new ExternName.Attribute.ExternalId(in.name());
            default -> throw in.invalidLeadingByte(kind, at, "name option");
          });
    }
    return attributes;
  }
}
