/**
 * How a test that tries whatever may happen draws its examples. The same ones every time, so that a change is judged by
 * what it changes and not by luck; `AMENDS_TEST_SEED=7 AMENDS_TEST_RUNS=500 npm test -- FILE` looks for more.
 */
export function chances(numRuns: number): { seed: number; numRuns: number; endOnFailure: true } {
  return {
    seed: Number(process.env.AMENDS_TEST_SEED ?? 20_250_301),
    numRuns: Number(process.env.AMENDS_TEST_RUNS ?? numRuns),
    // A failure tells its example; making it smaller would take longer than reading it.
    endOnFailure: true,
  };
}
