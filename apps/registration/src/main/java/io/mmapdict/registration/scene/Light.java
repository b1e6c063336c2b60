package io.mmapdict.registration.scene;

/** Linear RGB. */
record Light(double red, double green, double blue) {

  Light times(double factor) {
    return new Light(red * factor, green * factor, blue * factor);
  }

  Light times(Light other) {
    return new Light(red * other.red, green * other.green, blue * other.blue);
  }

  Light plus(Light other) {
    return new Light(red + other.red, green + other.green, blue + other.blue);
  }

  /** This, and the other by so much of 0 to 1. */
  Light mix(Light other, double part) {
    return times(1 - part).plus(other.times(part));
  }
}
