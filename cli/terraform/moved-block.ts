import { keyOf, partsOf, withoutKey } from "./resource-address.ts";

/** The block of Terraform 1.1 and later that moves a resource, or a whole module. */
export function movedBlock(from: string, to: string): string {
  return `moved {\n  from = ${from}\n  to   = ${to}\n}`;
}

/**
 * The block that moves a resource, and if only a module call was renamed, the whole module with the
 * policies in it.
 */
export function widestMovedBlock(fromAddress: string, toAddress: string): string {
  const { from, to } = shortest(partsOf(fromAddress), partsOf(toAddress));
  return movedBlock(from.join("."), to.join("."));
}

function shortest(from: readonly string[], to: readonly string[]) {
  let equal = 0;
  while (equal < from.length && from.at(-1 - equal) === to.at(-1 - equal)) equal += 1;
  const rest = from.length - equal;
  // Only a module call may lose what comes after it, not the type of a resource.
  if (from.length !== to.length || from[rest - 2] !== "module") return { from, to };
  const [old, next] = [from.slice(0, rest), to.slice(0, rest)];
  const [oldCall = "", nextCall = ""] = [old.at(-1), next.at(-1)];
  if (keyOf(oldCall) !== keyOf(nextCall)) return { from: old, to: next };
  return {
    from: [...old.slice(0, -1), withoutKey(oldCall)],
    to: [...next.slice(0, -1), withoutKey(nextCall)],
  };
}
