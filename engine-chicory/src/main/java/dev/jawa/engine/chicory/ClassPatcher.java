package dev.jawa.engine.chicory;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.runtime.OpcodeImpl;
import com.dylibso.chicory.runtime.internal.CompilerInterpreterMachine;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Rewrites calls in the classes that Chicory's compiler makes, from its own helpers to
/// [GuestSupport] and from its interpreter to [FallbackInterpreter].
///
/// The calls that need the instance get it from the last parameter of the generated method, where
/// the compiler always puts it.
final class ClassPatcher {

  private static final ClassDesc INSTANCE = desc(Instance.class);
  private static final ClassDesc MEMORY = desc(Memory.class);
  private static final ClassDesc OPCODES = desc(OpcodeImpl.class);
  private static final ClassDesc SUPPORT = desc(GuestSupport.class);
  private static final ClassDesc REFERENCES = desc(ForeignReferences.class);
  private static final ClassDesc CHICORY_FALLBACK = desc(CompilerInterpreterMachine.class);
  private static final ClassDesc FALLBACK = desc(FallbackInterpreter.class);

  /// Helpers of the shaded class that lack the instance, and what to call with it.
  private static final Map<String, MethodTypeDesc> NEED_INSTANCE =
      Map.of(
          "callIndirect",
          MethodTypeDesc.of(CD_long.arrayType(), CD_long.arrayType(), CD_int, CD_int, INSTANCE),
          "memoryInit",
          MethodTypeDesc.of(CD_void, CD_int, CD_int, CD_int, CD_int, MEMORY));

  /// Table instructions in Chicory's runtime, and what to call instead, with the same parameters.
  private static final Map<String, String> REPLACED =
      Map.of(
          "TABLE_COPY", "tableCopy",
          "TABLE_FILL", "tableFill",
          "TABLE_INIT", "tableInit",
          "TABLE_GET", "tableGet");

  /// The names of helpers that [GuestMemory] and [GuestPoll] have too.
  private static final Pattern ACCESS =
      Pattern.compile("memory(Read|Write)(Byte|Short|Int|Long|Float|Double)");

  /// The helper that asks whether the guest was interrupted.
  static final String POLL = "checkInterruption";

  /// The helper that sums up an address for atomic instructions.
  private static final String ADDRESS = "getAddr";

  /// What an instance is asked for a cast.
  private static final String CAST = "heapTypeMatch";

  /// What the names of methods for indirect calls begin with; calls by reference go through them
  /// with -1 for a table.
  private static final String BRIDGE = "call_indirect_";

  /// The names of helpers that [ForeignReferences] has too.
  private static final Set<String> REFERENCE_HELPERS = Set.of("exceptionMatches", "readGlobalRef");

  /// Likewise, for modules with globals for references; the others set theirs without a look.
  private static final String SET_GLOBAL = "writeGlobal";

  /// What a module has of what some helpers must be patched for.
  ///
  /// @param sharedMemory a memory that is not a [FlatMemory]
  /// @param referenceGlobals a global for references
  record Uses(boolean sharedMemory, boolean referenceGlobals) {}

  private final ClassFile classFile =
      ClassFile.of(
          ClassFile.ClassHierarchyResolverOption.of(
              ClassHierarchyResolver.ofClassLoading(ClassPatcher.class.getClassLoader())
                  // Generated classes are in no class loader yet; none of them extends anything.
                  .orElse(_ ->
                      ClassHierarchyResolver.ClassHierarchyInfo.ofClass(ConstantDescs.CD_Object))));

  private static ClassDesc desc(Class<?> type) {
    return type.describeConstable().orElseThrow();
  }

  byte[] patch(byte[] generated) {
    return classFile.transformClass(
        classFile.parse(generated),
        ClassTransform.transformingMethods(
            ClassPatcher::needsPatch,
            (builder, element) -> {
              if (element instanceof CodeModel code) {
                MethodModel method = code.parent().orElseThrow();
                builder.transformCode(code, patching(instanceSlot(method)));
              } else {
                builder.with(element);
              }
            }));
  }

  /// Patches Chicory's helper class, of which each module has a copy: accesses to memory go to
  /// [GuestMemory], the check for interrupts to [GuestPoll], what may meet references of other
  /// instances to [ForeignReferences].
  byte[] patchHelpers(byte[] original, Uses uses) {
    return classFile.transformClass(
        classFile.parse(patch(original)),
        (builder, element) -> {
          ClassDesc target =
              element instanceof MethodModel method ? replacement(method, uses) : null;
          if (target != null && element instanceof MethodModel method) {
            builder.withMethodBody(
                method.methodName(),
                method.methodType(),
                method.flags().flagsMask(),
                code -> delegate(code, method, target));
          } else {
            builder.with(element);
          }
        });
  }

  private static @Nullable ClassDesc replacement(MethodModel helper, Uses uses) {
    String name = helper.methodName().stringValue();
    if (name.equals(POLL)) {
      return desc(GuestPoll.class);
    }
    if (REFERENCE_HELPERS.contains(name) || (name.equals(SET_GLOBAL) && uses.referenceGlobals())) {
      return REFERENCES;
    }
    boolean access = !uses.sharedMemory() && ACCESS.matcher(name).matches();
    return access || name.equals(ADDRESS) ? desc(GuestMemory.class) : null;
  }

  /// A body that only calls the method of the same name and type.
  private static void delegate(CodeBuilder builder, MethodModel method, ClassDesc target) {
    int slot = 0;
    for (ClassDesc parameter : method.methodTypeSymbol().parameterList()) {
      TypeKind kind = TypeKind.from(parameter);
      builder.loadLocal(kind, slot);
      slot += kind.slotSize();
    }
    builder
        .invokestatic(target, method.methodName().stringValue(), method.methodTypeSymbol())
        .return_(TypeKind.from(method.methodTypeSymbol().returnType()));
  }

  private static boolean needsPatch(MethodModel method) {
    return method.code().stream()
        .flatMap(CodeModel::elementStream)
        .anyMatch(element ->
            switch (element) {
              case InvokeInstruction call ->
                  lacksInstance(call) || isReplaced(call) || makesFallback(call) || isCast(call);
              default -> false;
            });
  }

  private static boolean makesFallback(InvokeInstruction call) {
    return call.opcode() == Opcode.INVOKESPECIAL
        && call.owner().asSymbol().equals(CHICORY_FALLBACK);
  }

  private static boolean lacksInstance(InvokeInstruction call) {
    return call.opcode() == Opcode.INVOKESTATIC
        && call.owner().name().stringValue().endsWith("Shaded")
        && call.typeSymbol().equals(NEED_INSTANCE.get(call.name().stringValue()));
  }

  private static boolean isCast(InvokeInstruction call) {
    return call.owner().asSymbol().equals(INSTANCE) && call.name().equalsString(CAST);
  }

  private static boolean isReplaced(InvokeInstruction call) {
    return call.owner().asSymbol().equals(OPCODES)
        && REPLACED.containsKey(call.name().stringValue());
  }

  private static CodeTransform patching(int instanceSlot) {
    return (builder, element) -> {
      switch (element) {
        case InvokeInstruction call when lacksInstance(call) ->
            builder
                .aload(instanceSlot)
                .invokestatic(SUPPORT, call.name().stringValue(), withInstance(call.typeSymbol()));
        case InvokeInstruction call when isReplaced(call) ->
            builder.invokestatic(
                SUPPORT,
                Objects.requireNonNull(REPLACED.get(call.name().stringValue())),
                call.typeSymbol());
        case InvokeInstruction call when isCast(call) ->
            builder.invokestatic(
                REFERENCES, CAST, call.typeSymbol().insertParameterTypes(0, INSTANCE));
        case InvokeInstruction call when makesFallback(call) ->
            builder.invokespecial(FALLBACK, ConstantDescs.INIT_NAME, call.typeSymbol());
        case NewObjectInstruction made when made.className().asSymbol().equals(CHICORY_FALLBACK) ->
            builder.new_(FALLBACK);
        default -> builder.with(element);
      }
    };
  }

  private static MethodTypeDesc withInstance(MethodTypeDesc type) {
    return type.insertParameterTypes(type.parameterCount(), INSTANCE);
  }

  private static int instanceSlot(MethodModel method) {
    return slots(method.methodTypeSymbol().parameterList()) - 1;
  }

  private static int slots(List<ClassDesc> parameters) {
    return parameters.stream().mapToInt(type -> TypeKind.from(type).slotSize()).sum();
  }

  /// Lets calls by reference reach [ForeignFunctions]: what has the number of one is looked up in
  /// their table.
  byte[] patchBridges(byte[] generated) {
    return classFile.transformClass(
        classFile.parse(generated),
        ClassTransform.transformingMethods(
            method -> method.methodName().stringValue().startsWith(BRIDGE),
            (builder, element) -> {
              if (element instanceof CodeModel code) {
                MethodModel method = code.parent().orElseThrow();
                builder.transformCode(code, findingForeign(instanceSlot(method)));
              } else {
                builder.with(element);
              }
            }));
  }

  /// A bridge's parameters end with function, table, memory and instance.
  private static CodeTransform findingForeign(int instance) {
    int function = instance - 3;
    int table = instance - 2;
    return new CodeTransform() {
      @Override
      public void atStart(CodeBuilder builder) {
        Label usual = builder.newLabel();
        builder
            .iload(table)
            .iconst_m1()
            .if_icmpne(usual)
            .iload(function)
            .loadConstant(ForeignFunctions.FIRST)
            .if_icmplt(usual)
            .iload(function)
            .loadConstant(ForeignFunctions.FIRST)
            .isub()
            .istore(function)
            .aload(instance)
            .invokestatic(REFERENCES, "foreignTable", MethodTypeDesc.of(CD_int, INSTANCE))
            .istore(table)
            .labelBinding(usual);
      }

      @Override
      public void accept(CodeBuilder builder, CodeElement element) {
        builder.with(element);
      }
    };
  }

  /// Where more than a thousand functions have one type, the compiler spreads `call_indirect` over
  /// classes.
  byte[] patchIndirectCalls(byte[] generated) {
    return SpreadCalls.divide(classFile, generated);
  }

  /// What chooses among functions by their numbers does so by [SwitchTree].
  byte[] patchSwitches(byte[] generated) {
    return classFile.transformClass(
        classFile.parse(generated),
        ClassTransform.transformingMethodBodies(
            method -> method.code().isPresent(), SwitchTree.ofSwitches()));
  }
}
