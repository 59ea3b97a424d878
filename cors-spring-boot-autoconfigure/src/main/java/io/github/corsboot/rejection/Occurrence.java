package io.github.corsboot.rejection;

/**
 * Which rejection this is, and when it was recorded.
 *
 * @param instance tells the rejections of one application from those of another
 * @param number the position among all rejections of the instance
 * @param time the time, in milliseconds since 1970
 * @param policiesVersion the version of the policies that decided
 */
record Occurrence(String instance, long number, long time, int policiesVersion) {
}
