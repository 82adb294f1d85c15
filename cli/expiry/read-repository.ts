import type { ECRClient } from "@aws-sdk/client-ecr";
import { readLifecyclePolicy } from "../../policies/lifecycle/lifecycle-policy.ts";
import type { Losses } from "../../simulator/losses.ts";
import { type EcrImage, listImages } from "../ecr/images.ts";
import {
  lifecycleLosses,
  nextEvaluation,
  readableLists,
  storedImage,
} from "../ecr/lifecycle-losses.ts";
import { childrenOfLists } from "../ecr/manifest-lists.ts";
import { getLifecyclePolicy } from "../ecr/policies.ts";
import type { RepositoryId } from "../ecr/repository-id.ts";
import type { Pause } from "../ecr/retry.ts";
import { previewOf } from "./preview.ts";
import { type Difference, previewDifferences } from "./preview-differences.ts";
import { protectorOf } from "./protected-tags.ts";

/** What a repository loses by the lifecycle policy of the last synth. */
export interface RepositoryExpiry {
  /** The full name. */
  readonly repository: string;
  /** How many images it has; `undefined` if AWS has no such repository, or that is not known. */
  readonly count: number | undefined;
  /** Those that the deployed policy keeps and the synthesized one does not. */
  readonly losses: readonly Loss[];
  /** Why it is not known what is lost. */
  readonly unknown?: string;
  /** Where ECR's preview of the policy differs from the simulator; left out if none was asked for. */
  readonly differences?: readonly Difference[];
}

/** An image that goes. */
export interface Loss {
  readonly image: EcrImage;
  readonly fate: "expires" | "is archived";
  /** Whether it goes when ECR evaluates the policy; if not, in time. */
  readonly isSoon: boolean;
  /** Whether it was pulled within the days that were asked for. */
  readonly isPulledLately: boolean;
  /** The pattern that was to protect one of its tags. */
  readonly protectedBy: string | undefined;
}

/** What counts as worth keeping. */
export interface Worth {
  /** Patterns of tags, besides those that either policy keeps for ever. */
  readonly protect: readonly string[];
  readonly pulledSince: Date;
}

/** How a repository is read. */
export interface Reading {
  /** Whether ECR's preview is compared with the simulator. */
  readonly isCompared: boolean;
  /** Is called after each page of images with their number so far. */
  readonly onPage?: (images: number) => void;
  readonly pause?: Pause;
}

/** Reads a repository's images and its deployed policy, and compares what the policies expire. */
export async function readRepository(
  client: ECRClient,
  id: RepositoryId,
  synthesized: string | null,
  worth: Worth,
  { isCompared, onPage, pause }: Reading,
): Promise<RepositoryExpiry> {
  const { repositoryName: repository } = id;
  const images = await listImages(client, id, pause, onPage);
  const count = images?.length;
  if (images === undefined || synthesized === null) return { repository, count, losses: [] };
  const deployed = await getLifecyclePolicy(client, id, pause);
  const next = readLifecyclePolicy(synthesized);
  const old = deployed === null ? { rules: [] } : readLifecyclePolicy(deployed);
  if ("unknown" in old) {
    const unknown = `the deployed policy cannot be read: ${old.unknown}`;
    return { repository, count, losses: [], unknown };
  }
  // ECR may count each reading as a pull.
  let children: ReturnType<typeof childrenOfLists> | undefined;
  const readLists = () => {
    children ??= childrenOfLists(client, id, readableLists(images), pause);
    return children;
  };
  const lost = await lifecycleLosses(images, next, old, nextEvaluation(), async () => ({
    known: await readLists(),
  }));
  if ("unread" in lost) return { repository, count, losses: [], unknown: lost.unread };
  if ("unknown" in lost) return { repository, count, losses: [], unknown: lost.unknown };
  const compared = isCompared
    ? await compare(client, id, synthesized, images, readLists, pause)
    : {};
  const protector = protectorOf([next, old], worth.protect);
  const losses = images.flatMap((image): Loss[] => {
    const fate = fateOf(image, lost);
    if (fate === undefined) return [];
    const isPulledLately = (image.lastPulledAt ?? 0) >= worth.pulledSince;
    return [{ image, ...fate, isPulledLately, protectedBy: protector(image.tags) }];
  });
  return { repository, count, losses: losses.sort(byWorth), ...compared };
}

async function compare(
  client: ECRClient,
  id: RepositoryId,
  policy: string,
  images: readonly EcrImage[],
  readLists: () => ReturnType<typeof childrenOfLists>,
  pause?: Pause,
): Promise<Pick<RepositoryExpiry, "differences" | "unknown">> {
  const now = new Date();
  const preview = await previewOf(client, id, policy, pause);
  return previewDifferences(
    preview,
    readLifecyclePolicy(policy),
    images.map(storedImage(await readLists())),
    now,
  );
}

type Known = Extract<Losses, { readonly expired: unknown }>;

function fateOf(
  { digest }: EcrImage,
  { expired, archived }: Known,
): Pick<Loss, "fate" | "isSoon"> | undefined {
  if (expired.soon.has(digest)) return { fate: "expires", isSoon: true };
  if (archived.soon.has(digest)) return { fate: "is archived", isSoon: true };
  if (expired.later.has(digest)) return { fate: "expires", isSoon: false };
  return archived.later.has(digest) ? { fate: "is archived", isSoon: false } : undefined;
}

// First those that somebody will miss, the last pulled before the others.
function byWorth(one: Loss, other: Loss): number {
  return rank(other) - rank(one) || time(other.image) - time(one.image);
}

function rank({ isPulledLately, protectedBy, isSoon }: Loss): number {
  return 4 * Number(isPulledLately) + 2 * Number(protectedBy !== undefined) + Number(isSoon);
}

function time({ lastPulledAt, pushedAt }: EcrImage): number {
  return (lastPulledAt ?? pushedAt)?.getTime() ?? 0;
}
