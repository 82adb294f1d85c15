import { readFileSync } from "node:fs";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import type { App } from "cdktf";
import type { RepositorySettings } from "../../settings/repository-settings.ts";
import { EnvironmentStack } from "../../stacks/environment-stack.ts";
import { MOTO_ACCOUNT } from "./moto.ts";

/** A recipe of docs/access.md. */
interface Recipe {
  readonly title: string;
  readonly code: string;
}

/** The recipes of docs/access.md, each with its code. */
export function recipes(): Recipe[] {
  const [, page = ""] = readFileSync("docs/access.md", "utf8").split("\n## Recipes\n");
  return page
    .split("\n### ")
    .slice(1)
    .map((section) => {
      const [title = ""] = section.split("\n");
      const [, code = "", ...more] = section
        .split(/```ts\n([\s\S]*?)```\n/)
        .map((text) => text.trim());
      if (more.length !== 1) throw new Error(`${title} has not one block of code`);
      return { title, code };
    });
}

/** The component of a recipe's repository. */
export const componentOf = ({ title }: Recipe) => title.replaceAll(/\W/g, "_");

/** An environment with a repository for each recipe of settings, and with the code of the others. */
export function stackOfRecipes(app: App): EnvironmentStack {
  const settings = recipes().filter(isSetting);
  const production = new EnvironmentStack(app, "production", {
    environment: "production",
    accountId: MOTO_ACCOUNT,
    preventDestroy: false,
    repositories: [
      { component: "backend", name: "backend", purpose: "Backend" },
      ...settings.map((recipe, index) => ({
        component: componentOf(recipe),
        name: `recipe${index}`,
        purpose: recipe.title,
        ...evaluate<Partial<RepositorySettings>>(`return { ${recipe.code} };`),
      })),
    ],
  });
  for (const recipe of recipes()) {
    if (isSetting(recipe)) continue;
    const code = recipe.code.replace(/^import \{ IamRole \} from ".+";$/m, "");
    evaluate(code, { IamRole, production });
  }
  return production;
}

function isSetting({ code }: Recipe): boolean {
  return /^\w+:/.test(code);
}

function evaluate<T>(code: string, names: Readonly<Record<string, unknown>> = {}): T {
  return new Function(...Object.keys(names), code)(...Object.values(names));
}
