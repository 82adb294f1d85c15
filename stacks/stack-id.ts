import type { Construct } from "constructs";
import type { Problem } from "../settings/problem.ts";

const SOURCE = "CDKTF, Stacks";

/** The problems of a stack's id. It is the name of a folder and of a construct. */
export function stackIdProblems(scope: Construct, id: unknown): Problem[] {
  if (typeof id !== "string" || !/^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/.test(id)) {
    const must =
      "must be a stack's name of 1 to 128 letters, digits, '_', '.' or '-', with a letter or digit first";
    return [{ path: "id", value: id, must, source: SOURCE }];
  }
  if (id in Object.prototype) {
    const must =
      "must be no name that every JavaScript object has: constructs cannot tell them apart";
    return [{ path: "id", value: id, must, source: SOURCE }];
  }
  if (ids(scope).includes(id)) {
    const must = "must differ from the id of every earlier stack";
    return [{ path: id, value: id, must, source: SOURCE }];
  }
  return [];
}

/** An id for a stack whose own is wrong: it can be built, and all of its problems are reported. */
export function unusedId(scope: Construct): string {
  return `stack-${ids(scope).length}-with-a-wrong-id`;
}

// tryFindChild() also finds the properties that every object inherits.
function ids(scope: Construct): string[] {
  return scope.node.children.map(({ node }) => node.id);
}
