import { isSameRegistry, type RegistryPlace } from "../../settings/registry/replication.ts";
import type { EcrImage } from "../ecr/images.ts";
import type { ReplicationStatus } from "../ecr/replication-status.ts";

/** The state of an image in one destination. */
export interface Arrival {
  readonly image: EcrImage;
  readonly state: State;
  /** Why it is in that state, if there is anything to add. */
  readonly why?: string;
  /** Whether the copy is in ECR's archive. */
  readonly isArchivedThere?: boolean;
}

/** The states, the best first. */
export const STATES = ["arrived", "under way", "failed", "missing", "not known"] as const;

/** One of the states. */
export type State = (typeof STATES)[number];

/** The images of a repository in a destination. */
export class ImagesThere {
  private readonly digests: ReadonlySet<string>;
  private readonly tags: ReadonlyMap<string, string>;
  private readonly archived: ReadonlySet<string>;

  /** @param images `undefined` if there is no such repository */
  constructor(private readonly images: readonly EcrImage[] | undefined) {
    this.digests = new Set(images?.map(({ digest }) => digest));
    this.archived = new Set(images?.flatMap((each) => (each.isArchived ? [each.digest] : [])));
    this.tags = new Map(images?.flatMap(({ digest, tags }) => tags.map((tag) => [tag, digest])));
  }

  /** The state of an image that is there with all of its tags. */
  arrivalOf(image: EcrImage): Arrival {
    if (!this.archived.has(image.digest)) return { image, state: "arrived" };
    const why = "it is in ECR's archive there, and cannot be pulled until it is restored";
    return { image, state: "arrived", why, isArchivedThere: true };
  }

  /** What lacks of an image, in words; `undefined` if it is there with all of its tags. */
  lackOf({ digest, tags }: EcrImage): string | undefined {
    if (this.images === undefined) return "the repository is not there";
    if (!this.digests.has(digest)) return "the image is not there";
    const lacking = tags.filter((tag) => this.tags.get(tag) !== digest);
    if (lacking.length === 0) return undefined;
    const words = lacking.map((tag) => {
      const other = this.tags.get(tag);
      return `its tag ${tag} is ${other ? `another image there, ${other}` : "not there"}`;
    });
    return words.join(", ");
  }
}

/**
 * The state of an image of which something lacks in a destination.
 *
 * @param lack in words
 * @param statuses what ECR reports of the image's copies
 */
export function stateOf(
  lack: string,
  statuses: readonly ReplicationStatus[],
  destination: RegistryPlace,
): Pick<Arrival, "state" | "why"> {
  const found = statuses.find(({ region, registryId }) =>
    isSameRegistry({ region, accountId: registryId }, destination),
  );
  if (found === undefined) return { state: "missing", why: `${lack}, and ECR has no status of it` };
  const { status, failureCode } = found;
  if (status === "IN_PROGRESS") return { state: "under way" };
  if (status === "FAILED") return { state: "failed", why: failureCode ?? "ECR gives no code" };
  if (status === "COMPLETE") return { state: "missing", why: `${lack}, but ECR has copied it` };
  return { state: "not known", why: `ECR's status is ${status}` };
}
