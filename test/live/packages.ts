/** Debian packages of the real servers that the live tests talk to, in order. */
export const packages: readonly string[] = []
