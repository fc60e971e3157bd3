package dev.jawa.component.wit;

import static dev.jawa.component.binary.ComponentBytes.externName;
import static dev.jawa.component.binary.ComponentBytes.name;
import static dev.jawa.component.binary.ComponentBytes.vec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.component.binary.ComponentBytes;
import dev.jawa.component.binary.ComponentDecoder;
import dev.jawa.component.validate.ComponentValidator;
import dev.jawa.component.validate.Gates;
import org.junit.jupiter.api.Test;

class WitPrinterTest {

  private static String print(ComponentBytes component) {
    return WitPrinter.print(
        ComponentValidator.validate(ComponentDecoder.decode(component.bytes()), Gates.all()));
  }

  private static String type(String type) {
    return "01" + type;
  }

  private static String export(String name, String desc) {
    return "04" + externName(name) + desc;
  }

  @Test
  void printsAWorldWithoutAnything() {
    assertThat(
            print(new ComponentBytes().section(0, name("component-name") + "0005" + name("demo"))))
        .isEqualTo("package root:component;\n\nworld demo {\n}\n");
  }

  @Test
  void printsTheItemsOfTheWorld() {
    assertThat(
            print(
                new ComponentBytes()
                    .types(
                        "43" + vec(name("list") + "7f") + "0073",
                        "4200",
                        "6d" + vec(name("a"), name("b")),
                        "4100")
                    .items(
                        10,
                        externName("run") + "0100",
                        externName("plain") + "0501",
                        externName("wasi:a/b@1.0.0") + "0501",
                        externName("choice") + "030002",
                        externName("c") + "0403")))
        .isEqualTo(
            """
            package root:component;

            world root {
              import run: async func(%list: bool) -> string;
              import plain: interface {
              }
              import wasi:a/b@1.0.0;
              enum choice {
                a,
                b,
              }
              // import c: component
            }

            package wasi:a@1.0.0 {
              interface b {
              }
            }
            """);
  }

  @Test
  void putsFunctionsIntoTheirResources() {
    String body =
        "42"
            + vec(
                export("r", "0301"),
                type("6900"),
                type("6800"),
                type("40" + vec() + "0001"),
                export("[constructor]r", "0103"),
                type("40" + vec(name("self") + "02", name("n") + "79") + "0100"),
                export("[method]r.m", "0104"),
                type("40" + vec() + "007f"),
                export("[static]r.s", "0105"));
    assertThat(print(new ComponentBytes().types(body).items(10, externName("a:b/c") + "0500")))
        .contains(
            """
              interface c {
                resource r {
                  constructor();
                  m: func(n: u32);
                  s: static func() -> bool;
                }
              }
            """);
  }

  @Test
  void usesResourcesOfOtherInterfaces() {
    ComponentBytes component =
        new ComponentBytes()
            .types("42" + vec(export("r", "0301"), export("q", "030000")))
            .items(10, externName("a:b/c") + "0500")
            .items(6, "030000" + name("r"))
            .types("42" + vec("02" + "03020101", export("r2", "030000")))
            .items(10, externName("a:b/d") + "0502");
    assertThat(print(component))
        .contains(
            """
              interface c {
                resource r;
                type q = r;
              }
              interface d {
                use c.{r as r2};
              }
            """);
  }

  @Test
  void usesValueTypesOfOtherPackages() {
    String record = "42" + vec(type("72" + vec(name("x") + "7e")), export("r", "030000"));
    ComponentBytes component =
        new ComponentBytes()
            .types(record)
            .items(10, externName("a:b/c@1.0.0") + "0500")
            .types(record)
            .items(10, externName("a:d/e") + "0501");
    assertThat(print(component))
        .contains(
            """
            package a:b@1.0.0 {
              interface c {
                record r {
                  x: s8,
                }
              }
            }
            """)
        .contains(
            """
              interface e {
                use a:b/c@1.0.0.{r};
              }
            """);
  }

  @Test
  void usesNothingOfInterfacesThatAreWrittenOut() {
    String record = "42" + vec(type("72" + vec(name("x") + "7e")), export("r", "030000"));
    ComponentBytes component =
        new ComponentBytes()
            .types(record)
            .items(10, externName("p") + "0500")
            .types(record)
            .items(10, externName("q") + "0501");
    assertThat(print(component))
        .contains(
            """
              import q: interface {
                record r {
                  x: s8,
                }
              }
            """);
  }

  @Test
  void putsFunctionsOfTheWorldIntoTheirResources() {
    ComponentBytes component =
        new ComponentBytes()
            .items(10, externName("r") + "0301")
            .types("6900", "40" + vec() + "0001")
            .items(10, externName("[constructor]r") + "0102");
    assertThat(print(component))
        .contains(
            """
            world root {
              resource r {
                constructor();
              }
            }
            """);
  }

  @Test
  void printsWhatIsOnlyExportedOfAnInterfaceThatIsImportedToo() {
    String func = type("40" + vec() + "0100");
    ComponentBytes component =
        new ComponentBytes()
            .types("42" + vec(func, export("f", "0100")))
            .items(10, externName("a:b/c") + "0500")
            .types("42" + vec(func, export("f", "0100"), export("g", "0100")))
            .items(10, externName("x:y/z") + "0501")
            .items(11, externName("a:b/c") + "050100");
    assertThat(print(component))
        .contains(
            """
              interface c {
                f: func();
                g: func();
              }
            """);
  }

  @Test
  void printsEveryKindOfValueType() {
    String body =
        "42"
            + vec(
                type("72" + vec(name("x") + "7e", name("type") + "74")),
                export("rec", "030000"),
                type("71" + vec(name("none") + "0000", name("some") + "010100")),
                export("var", "030002"),
                type("6e" + vec(name("a"))),
                export("fl", "030004"),
                type("6f" + vec("75", "01")),
                type("6b06"),
                type("6a00" + "0173"),
                type("637307"),
                type("660179"),
                type("6500"),
                type("7001"),
                type("677904"),
                type(
                    "40"
                        + vec(
                            name("a") + "07",
                            name("b") + "08",
                            name("c") + "09",
                            name("d") + "0a",
                            name("e") + "0b",
                            name("f") + "0c",
                            name("g") + "0d")
                        + "0100"),
                export("f", "010e"));
    assertThat(print(new ComponentBytes().types(body).items(10, externName("a:b/c") + "0500")))
        .contains(
            """
                record rec {
                  x: s8,
                  %type: char,
                }
                variant var {
                  none,
                  some(rec),
                }
                flags fl {
                  a,
                }
                f: func(a: option<tuple<f64, rec>>, b: result<_, string>, \
            c: map<string, option<tuple<f64, rec>>>, d: stream<u32>, e: future, \
            f: list<rec>, g: list<u32, 4>);
            """);
  }
}
