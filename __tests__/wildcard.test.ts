import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { patternCovers } from "../policies/access/wildcard.ts";

/** The same by a regular expression, which takes long if there are many asterisks. */
function oracle(pattern: string, text: string): boolean {
  const source = pattern
    .replaceAll(/[^\w*?]/g, "\\$&")
    .replaceAll("*", "[\\s\\S]*")
    .replaceAll("?", "[^*]");
  return pattern === text || new RegExp(`^${source}$`).test(text);
}

describe("a pattern that covers another", () => {
  it("covers whatever a regular expression says", () => {
    const texts = fc.string({ unit: fc.constantFrom("a", "b", "/", "*", "*", "?"), maxLength: 8 });
    fc.assert(
      fc.property(texts, texts, (pattern, text) => {
        expect(patternCovers(pattern, text)).toBe(oracle(pattern, text));
      }),
      { numRuns: 5_000 },
    );
  });

  it("is found at once, however many asterisks there are", () => {
    const many = "*a".repeat(120);
    const start = performance.now();
    expect(patternCovers(`${many}*b`, "a".repeat(250))).toBe(false);
    expect(patternCovers(many, "a".repeat(250))).toBe(true);
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});
