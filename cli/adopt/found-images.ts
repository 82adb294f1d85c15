import { type Image, repositoryName } from "../../constructs/image.ts";
import { IMAGE_CATALOGUE } from "../../constructs/image-catalogue.ts";
import type { SynthesizedStack } from "../synthesized-stacks.ts";

/**
 * The images of an environment with what they have for themselves; `undefined` where they are the
 * documented ones and have nothing. A list takes the place of the whole catalogue, so all are in it.
 */
export function imagesOf(
  { environment, repositories }: SynthesizedStack,
  overrides: Readonly<Record<string, Partial<Image>>>,
): Image[] | undefined {
  const catalogue = new Map(
    IMAGE_CATALOGUE.map((image) => [image.component, repositoryName(image, environment)]),
  );
  const isDocumented =
    repositories.every(({ component, name }) => catalogue.get(component) === name) &&
    IMAGE_CATALOGUE.filter(({ shared }) => !shared).every(({ component }) =>
      repositories.some((repository) => repository.component === component),
    );
  if (isDocumented && Object.keys(overrides).length === 0) return undefined;
  return repositories.map(({ component, name }) => {
    const isOwn = name.startsWith(`${environment}/`);
    return {
      component,
      name: isOwn ? name.slice(environment.length + 1) : name,
      ...(isOwn ? {} : { shared: true }),
      purpose: IMAGE_CATALOGUE.find((image) => image.component === component)?.purpose ?? component,
      ...overrides[component],
    };
  });
}
