/** Park and Miller's generator: whole numbers in [0, below), the same every time for the same seed. */
export function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => (state = (state * 48_271) % 2_147_483_647) % below;
}
