package dev.jawa.component.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.component.host.HostResource;
import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreFuncType;
import dev.jawa.engine.CoreStore;
import dev.jawa.engine.CoreValType;
import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.Engines;
import dev.jawa.engine.HostFunction;
import dev.jawa.engine.StoreLimits;
import dev.jawa.engine.Trap;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Handles, borrows, destructors and who may enter whom.
class InstanceStateTest {

  private static final int OWN = 0;
  private static final int OTHER = 1;
  private static final int HOST = 2;

  private final List<Object> destroyed = new ArrayList<>();
  private final Engine engine = Engines.create("chicory", EngineOptions.DEFAULT);
  private final CoreStore core = engine.newStore(StoreLimits.DEFAULT);
  private final StoreState store =
      new StoreState(core, "context", new ComponentLimits(20, 1 << 20));
  private final RuntimeResource.OfHost hostType =
      new RuntimeResource.OfHost(HostResource.of("file", String.class, destroyed::add));
  private final InstanceState root = instance(null);
  private final InstanceState implementer = instance(root);
  private final InstanceState user = instance(root);

  InstanceStateTest() {
    CoreFunc dtor =
        core.hostFunc(
            new CoreFuncType(List.of(CoreValType.I32), List.of()),
            (_, args) -> {
              destroyed.add((int) args[0]);
              return HostFunction.NONE;
            });
    RuntimeResource own = new RuntimeResource.OfGuest(implementer, dtor);
    RuntimeResource other = new RuntimeResource.OfGuest(implementer, null);
    for (InstanceState instance : List.of(implementer, user)) {
      instance.bindResource(OWN, own);
      instance.bindResource(OTHER, other);
      instance.bindResource(HOST, hostType);
    }
  }

  private InstanceState instance(InstanceState parent) {
    InstanceState instance = new InstanceState(store, parent, new RuntimeResource[3]);
    instance.instantiated();
    return instance;
  }

  @AfterEach
  void close() {
    store.close();
    engine.close();
  }

  private static void assertTraps(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(Trap.class).hasMessage(message);
  }

  /// An owning handle of `user`, given to it by `implementer`.
  private int owned(int rep) {
    int made = implementer.handles().create(OWN, rep);
    return user.handles().lowerOwn(OWN, implementer.handles().liftOwn(OWN, made));
  }

  // Handles

  @Test
  void movesAnOwnedResourceFromTableToTable() {
    int made = implementer.handles().create(OWN, 77);
    assertThat(implementer.handles().representation(OWN, made)).isEqualTo(77);

    int index = user.handles().lowerOwn(OWN, implementer.handles().liftOwn(OWN, made));

    assertTraps(() -> implementer.handles().representation(OWN, made), "unknown handle index 1");
    user.handles().drop(OWN, index);
    assertThat(destroyed).containsExactly(77);
    assertTraps(() -> user.handles().drop(OWN, index), "unknown handle index 1");
  }

  @Test
  void givesTheImplementerTheRepresentationOfWhatItBorrows() {
    Subtask lending = new Subtask();
    Object lent = user.handles().liftBorrow(OWN, owned(5), lending);
    Task task = new Task();

    assertThat(implementer.handles().lowerBorrow(OWN, lent, task)).isEqualTo(5);
    task.returned();
  }

  @Test
  void trapsWhenABorrowOutlivesItsCall() {
    Task task = new Task();
    int index = user.handles().lowerBorrow(HOST, "lent", task);
    assertTraps(task::returned, "borrow handles still remain at the end of the call");

    user.handles().drop(HOST, index);
    task.returned();
    assertThat(destroyed).isEmpty();
  }

  @Test
  void trapsWhenWhatIsLentIsTakenAway() {
    int index = owned(5);
    Subtask lending = new Subtask();
    user.handles().liftBorrow(OWN, index, lending);
    String lent = "cannot remove owned resource while borrowed";
    assertTraps(() -> user.handles().drop(OWN, index), lent);
    assertTraps(() -> user.handles().liftOwn(OWN, index), lent);

    lending.deliverResolve();
    user.handles().drop(OWN, index);
    assertThat(destroyed).containsExactly(5);
  }

  @Test
  void trapsWhenABorrowIsGivenAwayForGood() {
    int index = user.handles().lowerBorrow(HOST, "lent", new Task());
    assertTraps(() -> user.handles().liftOwn(HOST, index), "index 1 is not an own resource");
  }

  @Test
  void trapsWhenAHandleIsOfAnotherType() {
    int index = owned(5);
    assertTraps(
        () -> user.handles().drop(OTHER, index),
        "handle index 1 used with the wrong type, expected guest-defined resource but found a"
            + " different guest-defined resource");
    assertTraps(
        () -> user.handles().liftOwn(HOST, index),
        "handle index 1 used with the wrong type, expected host-defined resource but found"
            + " guest-defined resource");
  }

  @Test
  void trapsWhenAnInstanceThatMustNotLeaveUsesHandles() {
    int index = owned(5);
    user.setMayLeave(false);
    assertTraps(() -> user.handles().drop(OWN, index), "cannot leave component instance");
    user.setMayLeave(true);
    user.handles().drop(OWN, index);
  }

  @Test
  void trapsWhenThereAreTooManyHandles() {
    for (int i = 0; i < 20; i++) {
      user.handles().lowerOwn(HOST, "h" + i);
    }
    assertThatThrownBy(() -> implementer.handles().create(OWN, 1))
        .isInstanceOf(Trap.class)
        .hasMessageContaining("the limit is 20 handles");
    user.handles().drop(HOST, 3);
    implementer.handles().create(OWN, 1);
  }

  @Test
  void refusesWhatTheHostGivesInsteadOfItsResource() {
    assertThatThrownBy(() -> user.handles().lowerOwn(HOST, 42))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java.lang.Integer as resource file");
    assertThatThrownBy(() -> user.handles().lowerOwn(OWN, "no guest resource"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void destroysWhatIsLeftOnceWhenTheStoreIsClosed() {
    user.handles().lowerOwn(HOST, "a");
    int dropped = user.handles().lowerOwn(HOST, "b");
    user.handles().lowerBorrow(HOST, "lent", new Task());
    implementer.handles().lowerOwn(HOST, "c");
    user.handles().drop(HOST, dropped);

    store.close();
    store.close();

    assertThat(destroyed).containsExactlyInAnyOrder("b", "a", "c");
  }

  @Test
  void destroysWhatWasOnItsWayWhenTheStoreIsClosed() {
    user.handles().liftOwn(HOST, user.handles().lowerOwn(HOST, "lost"));
    Object moved = user.handles().liftOwn(HOST, user.handles().lowerOwn(HOST, "moved"));
    implementer.handles().lowerOwn(HOST, moved);

    store.close();

    assertThat(destroyed).containsExactlyInAnyOrder("lost", "moved");
  }

  @Test
  void leavesToTheHostWhatItWasGiven() {
    user.handles().liftOwn(HOST, user.handles().lowerOwn(HOST, "given"));
    store.delivered();
    store.close();
    assertThat(destroyed).isEmpty();
  }

  // Entering

  @Test
  void entersWhatLiesAroundTheCalleeButNotAroundTheCaller() {
    assertThat(user.outermostEntered(null)).isSameAs(root);
    assertThat(user.outermostEntered(implementer)).isSameAs(user);
    assertThat(user.outermostEntered(user)).isNull();
    assertThat(user.outermostEntered(root)).isSameAs(user);
    assertThat(root.outermostEntered(user)).isNull();
  }

  @Test
  void trapsWhenAnInstanceIsEnteredTwice() {
    user.enter(root);
    implementer.enter(implementer);
    assertTraps(() -> implementer.enter(implementer), "cannot enter component instance");
    assertTraps(() -> implementer.enter(root), "cannot enter component instance");

    implementer.leave(implementer);
    implementer.enter(implementer);
  }

  @Test
  void entersNothingWhereOneIsClosed() {
    user.enter(user);
    assertTraps(() -> user.enter(root), "cannot enter component instance");
    implementer.enter(root);
  }

  @Test
  void trapsWhenAnInstanceIsEnteredBeforeItIsThere() {
    InstanceState early = new InstanceState(store, root, new RuntimeResource[0]);
    assertTraps(() -> early.enter(early), "cannot enter component instance");
    early.instantiated();
    early.enter(early);
  }

  @Test
  void trapsWhenADestructorIsRunningAlready() {
    int index = owned(5);
    implementer.enter(implementer);
    assertTraps(() -> user.handles().drop(OWN, index), "cannot enter component instance");
    assertThat(destroyed).isEmpty();
  }

  // Being used again

  @Test
  void aResetForgetsHandlesAndThreadsAndGivesTheHostItsResourcesBack() {
    assertThat(store.isPristine()).isTrue();
    int file = user.handles().lowerOwn(HOST, "open");
    int guest = owned(5);
    user.setThreadContext(1, 99);
    assertThat(store.isPristine()).isFalse();

    assertThat(store.reset()).isTrue();

    assertThat(destroyed).containsExactly("open");
    assertThat(store.isPristine()).isTrue();
    assertThat(user.threadContext(1)).isZero();
    assertTraps(() -> user.handles().drop(HOST, file), "unknown handle index " + file);
    assertTraps(() -> user.handles().drop(OWN, guest), "unknown handle index " + guest);
    for (int i = 1; i <= 20; i++) {
      assertThat(user.handles().lowerOwn(HOST, "new")).isEqualTo(i);
    }
  }

  @Test
  void aResetTakesBackWhatATrapLeftOnItsWay() {
    user.handles().liftOwn(HOST, user.handles().lowerOwn(HOST, "lost"));

    assertThat(store.reset()).isTrue();

    assertThat(destroyed).containsExactly("lost");
  }

  @Test
  void noResetAfterACallThatIsNotOver() {
    user.enter(user.outermostEntered(null));
    assertThat(store.reset()).isFalse();
  }

  @Test
  void noResetOfAnInstanceThatMayNotBeLeft() {
    user.setMayLeave(false);
    assertThat(store.reset()).isFalse();
  }

  @Test
  void noResetUnderBackpressure() {
    user.addBackpressure(1);
    assertThat(store.reset()).isFalse();
  }

  @Test
  void noResetWhenADestructorFails() {
    RuntimeResource.OfHost failing =
        new RuntimeResource.OfHost(
            HostResource.of(
                "failing",
                String.class,
                _ -> {
                  throw new IllegalStateException("stuck");
                }));
    user.bindResource(HOST, failing);
    user.handles().lowerOwn(HOST, "open");

    assertThat(store.reset()).isFalse();
    assertThatThrownBy(store::close).hasMessage("stuck");
  }

  @Test
  void aStoreWithoutContextRefusesItAndKeepsThatInMind() {
    StoreState empty = new StoreState(core, null, ComponentLimits.DEFAULT, null);
    assertThat(empty.isPristine()).isTrue();

    assertThatThrownBy(empty::context).isInstanceOf(NoContextException.class);

    assertThat(empty.isPristine()).isFalse();
    empty.setContext("later");
    assertThat(empty.context()).isEqualTo("later");
  }
}
