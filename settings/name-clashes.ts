import type { Problem } from "./problem.ts";

/**
 * The names of repositories that are in each other's way: two resources would have one Terraform
 * address.
 *
 * @param repositories may be anything: what is wrong with each by itself is for its shape
 */
export function nameClashes(repositories: unknown): Problem[] {
  if (!Array.isArray(repositories)) return [];
  const all = Array.from(repositories, namesOf);
  return [...repeatedComponents(all), ...staleFormerNames(all)];
}

/** The names that a repository has or had, as far as they are of the right type. */
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
            must: "must be another than any earlier repository's",
            source: "Terraform, Resource addresses",
          },
        ]
      : [];
  });
}

const OWN = "must not be the component itself";
const ANOTHERS = "must be neither the component nor a former one of another repository";

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
