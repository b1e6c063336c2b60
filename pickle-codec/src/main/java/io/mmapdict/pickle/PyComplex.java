package io.mmapdict.pickle;

/**
 * A Python complex number.
 *
 * @param re the real part
 * @param im the imaginary part
 */
public record PyComplex(double re, double im) {}
