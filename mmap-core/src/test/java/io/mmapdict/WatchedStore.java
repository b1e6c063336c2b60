package io.mmapdict;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/** A store whose every step somebody is told by its name, and may do anything then, or throw. */
final class WatchedStore {
  private WatchedStore() {}

  /** Tells each step before it is taken. */
  static Store before(Store real, Consumer<String> told) {
    return watched(real, told, step -> {});
  }

  /** Tells each step once it is taken. */
  static Store after(Store real, Consumer<String> told) {
    return watched(real, step -> {}, told);
  }

  private static Store watched(Store real, Consumer<String> before, Consumer<String> after) {
    return (Store)
        Proxy.newProxyInstance(
            Store.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (proxy, method, arguments) -> {
              before.accept(method.getName());
              Object result;
              try {
                result = method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
              after.accept(method.getName());
              return result;
            });
  }
}
