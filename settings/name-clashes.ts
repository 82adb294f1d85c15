import type { Problem } from "./problem.ts";

/**
 * Names of repositories that clash: two resources would have the same Terraform address.
 *
 * @param repositories any value: the shape checks each repository by itself
 */
export function nameClashes(repositories: unknown): Problem[] {
  if (!Array.isArray(repositories)) return [];
  const all = Array.from(repositories, namesOf);
  return [...repeatedComponents(all), ...staleFormerNames(all)];
}

/** The names that a repository has or had, as far as their type is right. */
interface Names {
  readonly component: string | undefined;
  readonly former: readonly { readonly at: string; readonly name: string }[];
}

function namesOf(repository: unknown): Names {
  const { component, formerly } = (repository ?? {}) as Readonly<Record<string, unknown>>;
  const former: readonly { readonly at: string; readonly name: unknown }[] = Array.isArray(formerly)
    ? formerly.map((name, index) => ({ at: `[${index}]`, name }))
    : [{ at: "", name: formerly }];
  return {
    component: typeof component === "string" ? component : undefined,
    former: former.flatMap(({ at, name }) => (typeof name === "string" ? [{ at, name }] : [])),
  };
}

function repeatedComponents(all: readonly Names[]): Problem[] {
  const earlier = new Set<string>();
  return all.flatMap(({ component }, index) => {
    if (component === undefined) return [];
    const isTaken = earlier.has(component);
    earlier.add(component);
    return isTaken
      ? [
          {
            path: `repositories[${index}].component`,
            value: component,
            must: "must differ from the component of every earlier repository",
            source: "Terraform, Resource addresses",
          },
        ]
      : [];
  });
}

const OWN = "must not be the component itself";
const ANOTHERS = "must not be a component of another repository, now or formerly";

function staleFormerNames(all: readonly Names[]): Problem[] {
  const taken = new Set(all.map(({ component }) => component));
  return all.flatMap(({ component, former }, index) => {
    const stale = former.filter(({ name }) => taken.has(name));
    for (const { name } of former) taken.add(name);
    return stale.map(({ at, name }) => ({
      path: `repositories[${JSON.stringify(component ?? index)}].formerly${at}`,
      value: name,
      must: name === component ? OWN : ANOTHERS,
      source: "Terraform, Refactoring",
    }));
  });
}
