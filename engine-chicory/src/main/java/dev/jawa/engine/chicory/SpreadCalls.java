package dev.jawa.engine.chicory;

import static java.lang.constant.ConstantDescs.CD_int;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/// Writes anew the classes over which Chicory spreads `call_indirect` where more than a thousand
/// functions have one type, as in every large program of Go.
///
/// Such a class has one method `apply(parameters..., memory, instance, function)` with a switch of
/// up to 4096 cases, which the JIT compiles as a whole or not at all. Here it chooses among methods
/// for a few functions each, so that only those are compiled that are called. And Chicory's loads
/// the n-th parameter from local n, which is right only as long as no parameter before it takes two
/// locals.
final class SpreadCalls {

  private static final String APPLY = "apply";

  /// How many functions one method chooses among.
  private static final int IN_A_METHOD = 64;

  private final ClassModel generated;
  private final ClassDesc self;
  private final MethodTypeDesc type;
  private final InvokeInstruction unknown;
  private final List<Target> targets;

  /// @param function the function's index
  /// @param call how it is called, with all parameters but its index
  private record Target(int function, InvokeInstruction call) {}

  private SpreadCalls(ClassModel generated, MethodModel apply) {
    this.generated = generated;
    this.self = generated.thisClass().asSymbol();
    this.type = apply.methodTypeSymbol();
    CodeModel code = apply.code().orElseThrow();
    Map<Label, InvokeInstruction> calls = firstCalls(code);
    LookupSwitchInstruction choice =
        code.elementStream()
            .filter(LookupSwitchInstruction.class::isInstance)
            .map(LookupSwitchInstruction.class::cast)
            .findFirst()
            .orElseThrow();
    this.unknown = Objects.requireNonNull(calls.get(choice.defaultTarget()));
    this.targets =
        choice.cases().stream()
            .map(
                one -> new Target(one.caseValue(), Objects.requireNonNull(calls.get(one.target()))))
            .toList();
  }

  /// The class with the same `apply`, in parts.
  static byte[] divide(ClassFile classFile, byte[] generated) {
    ClassModel model = classFile.parse(generated);
    MethodModel apply =
        model.methods().stream()
            .filter(method -> method.methodName().equalsString(APPLY))
            .findFirst()
            .orElseThrow();
    return new SpreadCalls(model, apply).divided(classFile);
  }

  private static Map<Label, InvokeInstruction> firstCalls(CodeModel code) {
    Map<Label, InvokeInstruction> calls = new HashMap<>();
    List<Label> waiting = new ArrayList<>();
    for (CodeElement element : code) {
      if (element instanceof LabelTarget target) {
        waiting.add(target.label());
      } else if (element instanceof InvokeInstruction call) {
        waiting.forEach(label -> calls.put(label, call));
        waiting.clear();
      }
    }
    return calls;
  }

  private byte[] divided(ClassFile classFile) {
    return classFile.build(
        self,
        builder -> {
          builder.withFlags(generated.flags().flagsMask());
          builder.withVersion(generated.majorVersion(), generated.minorVersion());
          int parts = (targets.size() + IN_A_METHOD - 1) / IN_A_METHOD;
          method(builder, APPLY, code -> choosePart(code, parts));
          for (int i = 0; i < parts; i++) {
            List<Target> part =
                targets.subList(i * IN_A_METHOD, Math.min(targets.size(), (i + 1) * IN_A_METHOD));
            method(builder, name(i), code -> chooseFunction(code, part));
          }
        });
  }

  private static String name(int part) {
    return APPLY + part;
  }

  private void method(ClassBuilder builder, String name, Consumer<CodeBuilder> body) {
    builder.withMethodBody(name, type, ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC, body);
  }

  /// A part has the functions from its first one up to the next part's.
  private void choosePart(CodeBuilder code, int parts) {
    load(code, type.parameterCount());
    List<Label> labels = new ArrayList<>();
    choose(code, labels, 0, parts);
    for (int i = 0; i < parts; i++) {
      code.labelBinding(labels.get(i)).invokestatic(self, name(i), type);
      code.return_(TypeKind.from(type.returnType()));
    }
  }

  private void choose(CodeBuilder code, List<Label> labels, int from, int to) {
    if (to - from == 1) {
      Label label = code.newLabel();
      labels.add(label);
      code.goto_(label);
      return;
    }
    int middle = (from + to) / 2;
    Label upper = code.newLabel();
    code.iload(functionSlot())
        .loadConstant(targets.get(middle * IN_A_METHOD).function())
        .if_icmpge(upper);
    choose(code, labels, from, middle);
    code.labelBinding(upper);
    choose(code, labels, middle, to);
  }

  private void chooseFunction(CodeBuilder code, List<Target> part) {
    Label otherwise = code.newLabel();
    List<SwitchCase> cases =
        part.stream().map(target -> SwitchCase.of(target.function(), code.newLabel())).toList();
    load(code, type.parameterCount() - 1);
    SwitchTree.grow(code, functionSlot(), cases, otherwise);
    for (int i = 0; i < part.size(); i++) {
      InvokeInstruction call = part.get(i).call();
      code.labelBinding(cases.get(i).target())
          .invokestatic(call.owner().asSymbol(), call.name().stringValue(), call.typeSymbol())
          .return_(TypeKind.from(type.returnType()));
    }
    code.labelBinding(otherwise)
        .iload(functionSlot())
        .invokestatic(
            unknown.owner().asSymbol(), unknown.name().stringValue(), unknown.typeSymbol())
        .athrow();
  }

  private void load(CodeBuilder code, int count) {
    int slot = 0;
    for (ClassDesc parameter : type.parameterList().subList(0, count)) {
      TypeKind kind = TypeKind.from(parameter);
      code.loadLocal(kind, slot);
      slot += kind.slotSize();
    }
  }

  /// The last parameter.
  private int functionSlot() {
    return type.parameterList().stream()
            .mapToInt(parameter -> TypeKind.from(parameter).slotSize())
            .sum()
        - TypeKind.from(CD_int).slotSize();
  }
}
