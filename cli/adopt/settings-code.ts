import { DEPLOYMENT_SETTINGS } from "../../settings/deployment-settings.ts";
import type { EnvironmentSettings } from "../../settings/environment-settings.ts";
import { SETTINGS } from "../../settings/setting-table.ts";

const TABLE: Readonly<Record<string, { readonly default?: unknown }>> = {
  ...SETTINGS,
  ...DEPLOYMENT_SETTINGS,
  pull: { default: {} },
  push: { default: {} },
  policyStatements: { default: [] },
};

/** The TypeScript of an environment stack with these settings. Defaults are left out. */
export function toCode(id: string, settings: Partial<EnvironmentSettings>): string {
  const lines = Object.entries(settings)
    .filter(([name, value]) => !isDefault(name, value))
    .map(
      ([name, value]) =>
        `  ${name}: ${name === "repositories" ? toLines(value) : toLiteral(value)},`,
    );
  return [`new EnvironmentStack(app, ${toLiteral(id)}, {`, ...lines, "});"].join("\n");
}

function isDefault(name: string, value: unknown): boolean {
  const { default: normal } = TABLE[name] ?? {};
  return normal !== undefined && JSON.stringify(normal) === JSON.stringify(value);
}

function toLines(repositories: unknown): string {
  const lines = (repositories as readonly unknown[]).map(
    (repository) => `    ${toLiteral(repository)},`,
  );
  return ["[", ...lines, "  ]"].join("\n");
}

function toLiteral(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toLiteral).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, item]) => `${toKey(key)}: ${toLiteral(item)}`);
  return entries.length > 0 ? `{ ${entries.join(", ")} }` : "{}";
}

function toKey(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
}
