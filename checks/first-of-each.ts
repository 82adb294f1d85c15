import { groupedBy } from "./grouped-by.ts";

/** The first item of each kind, how many more of the kind there are, and that in words. */
export function firstOfEach<T>(items: readonly T[], kindOf: (item: T) => string) {
  return [...groupedBy(items, kindOf).values()].map(([first, ...others]) => ({
    first: first!,
    others: others.length,
    more: moreLikeIt(others.length),
  }));
}

/** Such as `, and 2 more like it`; an empty text for none. */
export function moreLikeIt(others: number): string {
  return others === 0 ? "" : `, and ${others} more like it`;
}
