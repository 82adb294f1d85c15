import { keyOf, partsOf, withoutKey } from "./address.ts";

/**
 * The `moved` block that moves one resource to another address. If only a module call was renamed,
 * it moves the whole module, with the policies in it.
 */
export function movedBlock(fromAddress: string, toAddress: string): string {
  const { from, to } = shortest(partsOf(fromAddress), partsOf(toAddress));
  return `moved {\n  from = ${from.join(".")}\n  to   = ${to.join(".")}\n}`;
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
