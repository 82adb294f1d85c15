import { textTable } from "../../stacks/summary/text-table.ts";
import { EXIT } from "../command-error.ts";
import { oneLine } from "../one-line.ts";
import { placeName } from "../place-name.ts";
import type { Report } from "../report.ts";
import { type Arrival, STATES, type State } from "./arrival.ts";
import type { RepositoryArrivals } from "./arrivals.ts";
import type { Route } from "./routes.ts";

/** What has arrived of a stack's repositories. */
export interface StackArrivals {
  /** The stack's name. */
  readonly stack: string;
  readonly repositories: readonly RepositoryArrivals[];
  /** The full names of repositories that no rule copies. */
  readonly notCopied: readonly string[];
}

/**
 * Reports what has arrived where.
 *
 * @param isWhole whether people are shown every image; if not, some of those that have not arrived
 */
export function reportArrivals(stacks: readonly StackArrivals[], isWhole: boolean): Report {
  const all = stacks.flatMap(({ repositories }) => repositories);
  return {
    data: { stacks: stacks.map(toData) },
    text: stacks.map((stack) => toText(stack, isWhole)).join("\n\n"),
    exitCode: exitCodeOf(all.flatMap(({ arrivals = [] }) => arrivals)),
  };
}

function exitCodeOf(arrivals: readonly Arrival[]): number {
  if (arrivals.some(({ state }) => state === "not known")) return EXIT.failed;
  return arrivals.every(({ state }) => state === "arrived") ? EXIT.done : EXIT.refused;
}

function toData({ stack, repositories, notCopied }: StackArrivals) {
  return {
    stack,
    repositories: repositories.map(({ repository, route, arrivals, unknown }) => ({
      repository,
      account: route.destination.accountId,
      region: route.destination.region,
      images:
        arrivals?.map(({ image, state, why = null }) => ({
          digest: image.digest,
          tags: image.tags,
          isManifestList: image.isManifestList,
          pushedAt: image.pushedAt ?? null,
          state,
          why,
        })) ?? null,
      ...(unknown === undefined ? {} : { unknown }),
    })),
    notCopied,
  };
}

function toText({ stack, repositories, notCopied }: StackArrivals, isWhole: boolean): string {
  const existing = repositories.filter(({ arrivals }) => arrivals !== undefined);
  const absent = repositories.filter(({ arrivals }) => arrivals === undefined);
  return [
    ...(existing.length > 0 ? [summary(existing)] : []),
    ...unknownBlocks(existing),
    ...existing.flatMap((each) => block(each, isWhole)),
    [
      ...[...new Set(absent.map(({ repository }) => `${repository} does not exist yet.`))],
      ...notCopied.map((name) => `${name} is copied by no rule.`),
      ...conclusion(stack, existing),
    ].join("\n"),
  ].join("\n\n");
}

function summary(repositories: readonly RepositoryArrivals[]): string {
  const header = ["Repository", "To", "Images", ...STATES.map(capitalized)];
  const rows = repositories.map(({ repository, route, arrivals = [] }) => [
    repository,
    placeName(route.destination),
    `${arrivals.length}`,
    ...STATES.map((state) => `${count(arrivals, state)}`),
  ]);
  return textTable([header, ...rows]);
}

/** The most images of a repository that people are shown, unless they ask for all. */
const SHOWN = 20;

function block(each: RepositoryArrivals, isWhole: boolean): string[] {
  const { repository, route, arrivals = [], unknown } = each;
  if (unknown !== undefined) return [];
  const sorted = arrivals.toSorted(
    (one, other) =>
      STATES.indexOf(other.state) - STATES.indexOf(one.state) || pushTime(other) - pushTime(one),
  );
  const meant = isWhole ? sorted : sorted.filter(({ state }) => state !== "arrived");
  if (meant.length === 0) return [];
  const shown = isWhole ? meant : meant.slice(0, SHOWN);
  const table = textTable([["Image", "Tags", "Pushed", "State"], ...shown.map(cells)]).split("\n");
  const more = meant.length - shown.length;
  const lines = [...table, ...(more > 0 ? [`and ${more} more: --all lists them`] : [])];
  const heading = `${repository} in ${placeName(route.destination)}`;
  return [[heading, ...lines.map((line) => `  ${line}`)].join("\n")];
}

/** A block for each reason why a destination is not known. AWS repeats it for every repository. */
function unknownBlocks(repositories: readonly RepositoryArrivals[]): string[] {
  const groups = new Map<string, [RepositoryArrivals, ...RepositoryArrivals[]]>();
  for (const each of repositories) {
    const { repository, route, unknown } = each;
    if (unknown === undefined) continue;
    const key = `${placeName(route.destination)} ${unknown.replaceAll(repository, "")}`;
    groups.set(key, [...(groups.get(key) ?? []), each] as [RepositoryArrivals]);
  }
  return [...groups.values()].map((group) => {
    const [{ route, unknown = "" }] = group;
    const names = group.map(({ repository }) => repository).join(", ");
    return [
      `It is not known what ${placeName(route.destination)} has of ${names}.`,
      `  ${oneLine(unknown)}`,
      ...(/AccessDenied/.test(unknown) ? [`  ${remedyFor(route)}`] : []),
    ].join("\n");
  });
}

function remedyFor({ registry, destination }: Route): string {
  if (registry.accountId === destination.accountId) {
    return "To read it, the credentials need ecr:DescribeImages there.";
  }
  return "To read it, name credentials of that account with --to-profile, or let a policy of the repository there allow ecr:DescribeImages to this account.";
}

function cells({ image, state, why }: Arrival): string[] {
  return [
    image.digest.slice(0, 19),
    oneLine(image.tags.join(", ")),
    image.pushedAt?.toISOString().slice(0, 10) ?? "",
    why === undefined ? state : `${state}: ${oneLine(why)}`,
  ];
}

function pushTime({ image }: Arrival): number {
  return image.pushedAt?.getTime() ?? 0;
}

function conclusion(stack: string, repositories: readonly RepositoryArrivals[]): string[] {
  const arrivals = repositories.flatMap((each) => each.arrivals ?? []);
  const archived = arrivals.filter(({ isArchivedThere }) => isArchivedThere).length;
  const counts = STATES.slice(1).flatMap((state) => {
    const number = count(arrivals, state);
    return number > 0 ? [`${number} ${state}`] : [];
  });
  const rest = counts.length > 0 ? `: ${counts.join(", ")}` : "";
  return [
    `${stack}: ${count(arrivals, "arrived")} of ${arrivals.length} copies have arrived${rest}.`,
    ...(archived > 0
      ? [`In ECR's archive there, and not to be pulled until restored: ${archived}.`]
      : []),
    ...(count(arrivals, "missing") + count(arrivals, "failed") > 0
      ? [`\`artos-ecr replicate ${stack}\` copies what is missing or failed.`]
      : []),
  ];
}

function count(arrivals: readonly Arrival[], state: State): number {
  return arrivals.filter((arrival) => arrival.state === state).length;
}

function capitalized(state: State): string {
  return state[0]?.toUpperCase() + state.slice(1);
}
