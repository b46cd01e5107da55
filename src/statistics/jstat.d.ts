// The little of the package jstat that is used; it ships no types.
declare module 'jstat' {
  const jStat: {
    /** The regularized incomplete beta function I_x(a, b). */
    ibeta(x: number, a: number, b: number): number
    readonly studentt: {
      /** The quantile of Student's t distribution. */
      inv(probability: number, degreesOfFreedom: number): number
    }
  }
  export = jStat
}
