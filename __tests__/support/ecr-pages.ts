import { invalidParameter } from "./ecr-refusal.ts";

const PAGE_SIZE = 100;

/** The part of a list that a request asks for, and how to ask for the rest. */
export function pageOf<T>(
  all: readonly T[],
  { maxResults = PAGE_SIZE, nextToken }: { maxResults?: number; nextToken?: string },
): { entries: readonly T[]; nextToken?: string } {
  const start = nextToken === undefined ? 0 : tokenToIndex(nextToken);
  const end = start + maxResults;
  const entries = all.slice(start, end);
  return end < all.length ? { entries, nextToken: indexToToken(end) } : { entries };
}

function indexToToken(index: number): string {
  return Buffer.from(`page ${index}`).toString("base64");
}

function tokenToIndex(token: string): number {
  const [, index] = /^page (\d+)$/.exec(Buffer.from(token, "base64").toString()) ?? [];
  if (index === undefined) throw invalidParameter(`the nextToken ${token} was never given out`);
  return Number(index);
}
