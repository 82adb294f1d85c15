import type { Construct } from "constructs";
import type { Problem } from "../settings/problem.ts";

const SOURCE = "CDKTF, Stacks";

/** What is wrong with a stack's id: it names a folder, and a construct. */
export function stackIdProblems(scope: Construct, id: unknown): Problem[] {
  if (typeof id !== "string" || !/^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(id)) {
    const must =
      "must be a stack's id of letters, digits, '_', '.' or '-', a letter or digit first";
    return [{ path: "id", value: id, must, source: SOURCE }];
  }
  if (ids(scope).includes(id)) {
    const must = "must be another id than any earlier stack's";
    return [{ path: id, value: id, must, source: SOURCE }];
  }
  return [];
}

/** An id that lets a stack with a wrong one be built, so that all of its problems are reported. */
export function unusedId(scope: Construct): string {
  return `stack-${ids(scope).length}-with-a-wrong-id`;
}

// tryFindChild() finds what every object inherits, too.
function ids(scope: Construct): string[] {
  return scope.node.children.map(({ node }) => node.id);
}
