/// Test scripts as values: a [Script] is a list of [Command]s, whose modules and components are
/// binaries already, and whose constants are [Const]s. Where a script came from (text, JSON of one
/// converter or another) cannot be seen here any more.
@NullMarked
package dev.jawa.wast.script;

import org.jspecify.annotations.NullMarked;
