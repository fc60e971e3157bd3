package dev.jawa.app.engines;

import dev.jawa.engine.Feature;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// The modules, written in text and encoded by `wasm-tools parse`.
public final class Probes {

  /// Proposals that no engine is expected to know.
  private static final List<Probe> OTHERS =
      List.of(
          new Probe(
              "legacy-exception-handling",
              "01090260017f006000017f030201010d03010000070501016600000a0d010b00067f412a0800"
                  + "07000b0b"),
          new Probe(
              "custom-page-sizes",
              "0105016000017f03020100050401082a00070501016600000a060104003f000b"),
          new Probe(
              "wide-arithmetic",
              "0105016000017f03020100070501016600000a0c010a0042064207fc161aa70b"),
          new Probe(
              "stack-switching",
              "0107026000017f5d00030302000007050101660001090501030001000a10020400412a0b0900"
                  + "d200e001e301000b"));

  private Probes() {}

  /// One for each proposal, the ones that the SPI has no name for last.
  public static List<Probe> all() {
    return Stream.concat(Arrays.stream(Feature.values()).map(Probes::of), OTHERS.stream()).toList();
  }

  /// The probe of a proposal.
  public static Probe of(Feature feature) {
    return new Probe(feature.proposal(), sections(feature));
  }

  private static String sections(Feature feature) {
    return switch (feature) {
      case MULTI_VALUE ->
          "010a026000027f7f6000017f0303020001070501016600010a0e020600412841020b05001000" + "6a0b";
      case BULK_MEMORY ->
          "0105016000017f030201000503010001070501016600000a120110004103412a4102fc0b0041"
              + "042d00000b";
      case REFERENCE_TYPES ->
          "0105016000017f030201000404016f0001070501016600000a11010f0041002500d1047f412a"
              + "0541000b0b";
      case SATURATING_FLOAT_TO_INT ->
          "0105016000017f03020100070501016600000a0e010c00430000c07ffc00412a6a0b";
      case SIGN_EXTENSION -> "0105016000017f03020100070501016600000a0b010900410041d601c06b0b";
      case MUTABLE_GLOBALS ->
          "0105016000017f030201000606017f0141010b07090201670300016600000a0a010800412a24"
              + "0023000b";
      case SIMD -> "0105016000017f03020100070501016600000a120110004128fd114102fd11fdae01fd1b030b";
      case RELAXED_SIMD ->
          "0105016000017f03020100070501016600000a11010f004300002842fd13fd8102fd1b000b";
      case THREADS ->
          "0105016000017f03020100050401030101070501016600000a1b01190041084128fe17020041"
              + "084102fe1e02001a4108fe1002000b";
      case TAIL_CALL ->
          "010a0260017f017f6000017f0303020001070501016600010a1e021200200045047f412a0520"
              + "0041016b12000b0b090041c08db70110000b";
      case MULTI_MEMORY ->
          "0105016000017f0302010005050200010001070501016600000a180116004100412a36420100"
              + "41002802004100284201006a0b";
      case MEMORY64 ->
          "0105016000017f030201000503010401070501016600000a10010e004208412a360200420828" + "02000b";
      case EXTENDED_CONST ->
          "0105016000017f030201000609017f00412841026a0b070501016600000a0601040023000b";
      case EXCEPTION_HANDLING ->
          "01090260017f006000017f030201010d03010000070501016600000a14011200027f1f400100"
              + "0000412a08000b41000b0b";
      case TYPED_FUNCTION_REFERENCES ->
          "0105016000017f030302000007050101660001090501030001000a0d020400412a0b0600d200" + "14000b";
      case GC -> "0109025f017f006000017f03020101070501016600000a0d010b00412afb0000fb0200000b";
    };
  }
}
