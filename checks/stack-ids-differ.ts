import { type App, TerraformStack } from "cdktf";
import type { Problem } from "../settings/problem.ts";

/** No two stacks write to one folder. Some file systems do not tell upper from lower case. */
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
          must: `must have another id than the stack at ${other.node.path}: it would overwrite its files`,
          source: "CDKTF, Stacks",
        },
      ];
    });
}
