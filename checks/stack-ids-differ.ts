import { type App, TerraformStack } from "cdktf";
import type { Problem } from "../settings/problem.ts";

/** No two stacks may write to the same folder. Some file systems ignore upper and lower case. */
export function stackIdsDiffer(app: App): Problem[] {
  const earlier = new Map<string, TerraformStack>();
  return app.node
    .findAll()
    .filter((construct) => TerraformStack.isStack(construct))
    .flatMap((stack) => {
      const folder = stack.node.id.toLowerCase();
      const other = earlier.get(folder);
      earlier.set(folder, other ?? stack);
      if (other === undefined) return [];
      return [
        {
          path: stack.node.path,
          value: stack.node.id,
          must: `must differ from the id of the stack at ${other.node.path}, and not only in upper and lower case: one stack would overwrite the other's files`,
          source: "CDKTF, Stacks",
        },
      ];
    });
}
