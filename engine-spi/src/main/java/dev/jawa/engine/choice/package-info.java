/// Which engine is for a guest when the user leaves it to Jawa (`--engine auto`): [AutoEngine] has
/// the rules, `docs/engines.md` tells them to users.
@NullMarked
package dev.jawa.engine.choice;

import org.jspecify.annotations.NullMarked;
