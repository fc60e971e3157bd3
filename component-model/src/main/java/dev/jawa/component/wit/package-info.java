/// Shows the type of a component to people, in the syntax of WIT: [WitPrinter]. What WIT cannot say
/// (imported modules and components) becomes a comment. Spec: `WIT.md`.
@NullMarked
package dev.jawa.component.wit;

import org.jspecify.annotations.NullMarked;
