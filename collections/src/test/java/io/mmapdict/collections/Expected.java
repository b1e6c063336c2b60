package io.mmapdict.collections;

/**
 * What a value becomes.
 *
 * @param python an expression of what Python finds, of the same type
 * @param java what is read here
 */
record Expected(String python, Object java) {
  /** Python that checks {@code value}. */
  String check() {
    return "meant = " + python + "; assert type(value) is type(meant) and value == meant, value";
  }
}
