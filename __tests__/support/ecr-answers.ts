import type { EcrImage } from "../../cli/ecr/images.ts";
import type { Answer, EcrAnswers } from "../../cli/review/ecr-answers.ts";
import type { Place, RepositoryPlace } from "../../cli/review/place.ts";
import type { CopyRule } from "../../settings/registry/replication.ts";
import type { ScanningRules } from "../../settings/registry/scan-frequency.ts";
import { NOW } from "./plans.ts";

/** A repository in AWS: what it holds, or why AWS does not answer about it. */
export type RepositoryInAws =
  | string
  | {
      readonly images?: number | readonly EcrImage[];
      /** The digests that manifest lists refer to; or why AWS does not show them. */
      readonly manifestLists?: Readonly<Record<string, readonly string[]>> | string;
      readonly lifecyclePolicy?: unknown;
      readonly repositoryPolicy?: unknown;
    };

/** A registry in AWS. */
export interface RegistryInAws {
  readonly replication?: readonly CopyRule[];
  readonly scanning?: ScanningRules;
  readonly registryPolicy?: unknown;
}

/** ECR of the tests. It notes what it was asked. */
export interface EcrOfTest extends EcrAnswers {
  /** `OPERATION REGION ACCOUNT NAME` of each question. */
  readonly asked: readonly string[];
}

const DAY = 24 * 60 * 60 * 1000;

/** Images of 1 MB each, pushed one day after another until now; the newest first. */
export function images(count: number): EcrImage[] {
  return Array.from({ length: count }, (_, index) => ({
    digest: `sha256:${index.toString(16).padStart(64, "0")}`,
    tags: [`v${count - index}`],
    pushedAt: new Date(NOW.getTime() - index * DAY),
    bytes: 1_000_000,
    lastPulledAt: undefined,
    isManifestList: false,
    subject: undefined,
    isArchived: false,
    archivedAt: undefined,
    restoredAt: undefined,
  }));
}

/**
 * ECR with repositories.
 *
 * @param repositories by the name, or `REGION/NAME` if it is another region than us-east-1
 * @param registries by the region; or why AWS does not answer about it
 */
export function ecrWith(
  repositories: Readonly<Record<string, RepositoryInAws>> = {},
  account: Answer<string> = { known: "111111111111" },
  registries: Readonly<Record<string, RegistryInAws | string>> = {},
): EcrOfTest {
  const asked: string[] = [];
  const note = (operation: string, { region, account, name }: RepositoryPlace) =>
    asked.push([operation, region, account, name].join(" "));
  const find = ({ region = "us-east-1", name }: RepositoryPlace) =>
    repositories[region === "us-east-1" ? name : `${region}/${name}`];
  const policy =
    (key: "lifecyclePolicy" | "repositoryPolicy") =>
    async (place: RepositoryPlace): Promise<Answer<string | null>> => {
      note(key, place);
      const found = find(place) ?? "AWS: RepositoryNotFoundException: by the test";
      if (typeof found === "string") return { unknown: found };
      const document = found[key];
      return { known: document === undefined ? null : JSON.stringify(document) };
    };
  const ofRegistry =
    <T>(operation: keyof RegistryInAws, pick: (registry: RegistryInAws) => T) =>
    async (place: Place): Promise<Answer<T>> => {
      note(operation, { name: "", ...place });
      const found = registries[place.region ?? "us-east-1"] ?? {};
      return typeof found === "string" ? { unknown: found } : { known: pick(found) };
    };
  return {
    asked,
    isOffline: false,
    images: async (place) => {
      note("images", place);
      const found = find(place);
      if (typeof found === "string") return { unknown: found };
      const held = found?.images ?? 0;
      return { known: found && (typeof held === "number" ? images(held) : held) };
    },
    manifestLists: async (place, digests) => {
      note("manifestLists", place);
      const found = find(place);
      const held = (typeof found === "object" ? found.manifestLists : found) ?? {};
      if (typeof held === "string") return { unknown: held };
      return { known: new Map(digests.map((digest) => [digest, held[digest] ?? []])) };
    },
    lifecyclePolicy: policy("lifecyclePolicy"),
    repositoryPolicy: policy("repositoryPolicy"),
    replication: ofRegistry("replication", ({ replication = [] }) => replication),
    scanning: ofRegistry("scanning", ({ scanning = { type: "BASIC", rules: [] } }) => scanning),
    registryPolicy: ofRegistry("registryPolicy", ({ registryPolicy: policy }) =>
      policy === undefined ? null : JSON.stringify(policy),
    ),
    account: async (region) => {
      note("account", { name: "", region });
      return account;
    },
  };
}
