package io.mmapdict.testkit;

import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

/**
 * Fails every test that is skipped without {@link Missing}. Found by JUnit's extension
 * auto-detection in each module that has the testkit on its test class path; an annotation that
 * disables and its kin never reach a test, so the house check of {@code dev/format} bans them in
 * the sources.
 */
public final class SkipRule implements InvocationInterceptor {

  @Override
  public void interceptBeforeAllMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> call,
      ExtensionContext context)
      throws Throwable {
    check(invocation);
  }

  @Override
  public void interceptBeforeEachMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> call,
      ExtensionContext context)
      throws Throwable {
    check(invocation);
  }

  @Override
  public void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> call,
      ExtensionContext context)
      throws Throwable {
    check(invocation);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> call,
      ExtensionContext context)
      throws Throwable {
    check(invocation);
  }

  @Override
  public void interceptDynamicTest(
      Invocation<Void> invocation, DynamicTestInvocationContext call, ExtensionContext context)
      throws Throwable {
    check(invocation);
  }

  private static void check(Invocation<Void> invocation) throws Throwable {
    try {
      invocation.proceed();
    } catch (TestAbortedException skipped) {
      String why = String.valueOf(skipped.getMessage());
      int at = why.indexOf(Missing.PREFIX);
      if (at < 0 || why.length() == at + Missing.PREFIX.length() || Missing.onCi()) {
        throw new AssertionError(
            "A test may be skipped only by Missing.skip(what is missing), and never with CI=true: "
                + why,
            skipped);
      }
      throw skipped;
    }
  }
}
