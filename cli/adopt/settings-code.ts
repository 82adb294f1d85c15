import type { Image } from "../../constructs/image.ts";
import { IMAGE_CATALOGUE } from "../../constructs/image-catalogue.ts";
import { SETTINGS } from "../../constructs/setting-table.ts";
import type { SynthesizedStack } from "../synthesized-stacks.ts";
import type { FoundSettings } from "./found-settings.ts";

/** Found settings as the TypeScript of an environment, without what is the default anyway. */
export function toCode(stack: SynthesizedStack, { settings, overrides }: FoundSettings): string {
  const entries = Object.entries(settings).filter(
    ([name, value]) => !isDefault(name as keyof typeof SETTINGS, value),
  );
  const images = Object.keys(overrides).length > 0 ? [imagesLine(stack, overrides)] : [];
  const lines = [...entries.map(([name, value]) => `  ${name}: ${toLiteral(value)},`), ...images];
  return [`new EnvironmentStack(app, ${toLiteral(stack.id)}, {`, ...lines, "});"].join("\n");
}

function isDefault(name: keyof typeof SETTINGS, value: unknown): boolean {
  const setting = SETTINGS[name];
  return "default" in setting && JSON.stringify(setting.default) === JSON.stringify(value);
}

// A list of images takes the place of the whole catalogue: those without overrides are in it too.
function imagesLine(
  { environment, repositories }: SynthesizedStack,
  overrides: FoundSettings["overrides"],
): string {
  const images = repositories.map(({ component, name }) => {
    const image = imageOf(component, name, environment);
    return `    ${toLiteral({ ...image, ...overrides[component] })},`;
  });
  return ["  images: [", ...images, "  ],"].join("\n");
}

function imageOf(component: string, fullName: string, environment: string): Image {
  const known = IMAGE_CATALOGUE.find((image) => image.component === component);
  const isOwn = fullName.startsWith(`${environment}/`);
  return {
    component,
    name: isOwn ? fullName.slice(environment.length + 1) : fullName,
    ...(isOwn ? {} : { shared: true }),
    purpose: known?.purpose ?? component,
  };
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
