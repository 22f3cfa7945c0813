/** Names what an effect or a derived value depends on, beside what it reads anyway. @returns how many things. */
export function dependsOn(...things: readonly unknown[]): number {
  return things.length;
}
