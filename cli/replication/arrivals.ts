import type { ECRClient } from "@aws-sdk/client-ecr";
import pLimit from "p-limit";
import { ecrClient } from "../ecr/client.ts";
import { type EcrImage, listImages } from "../ecr/images.ts";
import { childrenOfLists } from "../ecr/manifest-lists.ts";
import { type ReplicationStatus, replicationStatuses } from "../ecr/replication-status.ts";
import type { Pause } from "../ecr/retry.ts";
import { toCommandError } from "../report.ts";
import { type Arrival, ImagesThere, stateOf } from "./arrival.ts";
import { type CopyRequest, profileFor, type Source } from "./copied-stack.ts";
import type { Route } from "./routes.ts";
import { type ReadLists, wantedImages } from "./wanted-images.ts";

/** What has arrived of a repository in one destination. */
export interface RepositoryArrivals {
  /** The full name. */
  readonly repository: string;
  readonly route: Route;
  /** Of each image that the copy has to have; `undefined` if AWS has no such repository to copy. */
  readonly arrivals: readonly Arrival[] | undefined;
  /** Why it is not known which images the destination has. */
  readonly unknown?: string;
}

/** How images are read. */
export interface Reading {
  /** Is called after each question for an image's status with their number so far. */
  readonly onAsked?: (images: number) => void;
  readonly pause?: Pause | undefined;
}

const REPOSITORIES_AT_ONCE = 5;
const STATUSES_AT_ONCE = 10;

type AskStatuses = (image: EcrImage) => Promise<readonly ReplicationStatus[]>;

/**
 * Compares the images of a stack's repositories with those in the destinations. ECR is asked for the
 * status of those that lack anything there.
 */
export async function readArrivals(
  { client, registryId, routes }: Source,
  request: CopyRequest,
  { onAsked = () => {}, pause }: Reading,
): Promise<RepositoryArrivals[]> {
  const limit = pLimit(REPOSITORIES_AT_ONCE);
  const statusLimit = pLimit(STATUSES_AT_ONCE);
  const targets = routes.map((route) => ({
    route,
    target: ecrClient(route.destination.region, profileFor(route, request)),
  }));
  let asked = 0;
  let noAnswer: Error | undefined;
  const read = async (repositoryName: string): Promise<RepositoryArrivals[]> => {
    const id = { registryId, repositoryName };
    const listed = await listImages(client, id, pause);
    const readLists: ReadLists = (digests) => childrenOfLists(client, id, digests, pause);
    const wanted = listed && (await wantedImages(listed, readLists));
    const askStatuses = once(({ digest }: EcrImage) =>
      statusLimit(async () => {
        if (noAnswer !== undefined) throw noAnswer;
        try {
          const statuses = await replicationStatuses(client, id, digest, pause);
          asked += 1;
          onAsked(asked);
          return statuses;
        } catch (error) {
          noAnswer = error as Error; // The same, one by one, for thousands of images would take hours.
          throw error;
        }
      }),
    );
    const copies = targets.filter(({ route }) =>
      route.repositories.some(({ name }) => name === repositoryName),
    );
    return Promise.all(
      copies.map(async ({ route, target }) => ({
        repository: repositoryName,
        route,
        ...(await compare(repositoryName, route, wanted, target, askStatuses, pause)),
      })),
    );
  };
  const names = routes.flatMap(({ repositories }) => repositories.map(({ name }) => name));
  return (await Promise.all([...new Set(names)].map((name) => limit(() => read(name))))).flat();
}

async function compare(
  repositoryName: string,
  { destination }: Route,
  wanted: readonly EcrImage[] | undefined,
  target: ECRClient,
  askStatuses: AskStatuses,
  pause: Pause | undefined,
): Promise<Pick<RepositoryArrivals, "arrivals" | "unknown">> {
  if (wanted === undefined) return { arrivals: undefined };
  const id = { registryId: destination.accountId, repositoryName };
  let there: ImagesThere;
  try {
    there = new ImagesThere(await listImages(target, id, pause));
  } catch (error) {
    const unknown = toCommandError(error).message;
    return { arrivals: wanted.map((image) => ({ image, state: "not known" })), unknown };
  }
  const arrivals = wanted.map(async (image): Promise<Arrival> => {
    const lack = there.lackOf(image);
    if (lack === undefined) return there.arrivalOf(image);
    try {
      return { image, ...stateOf(lack, await askStatuses(image), destination) };
    } catch (error) {
      return { image, state: "not known", why: `${lack}; ${toCommandError(error).message}` };
    }
  });
  return { arrivals: await Promise.all(arrivals) };
}

/** A question that is asked once for each image, whatever the number of destinations. */
function once(ask: AskStatuses): AskStatuses {
  const answers = new Map<string, ReturnType<AskStatuses>>();
  return (image) => {
    const answer = answers.get(image.digest) ?? ask(image);
    answers.set(image.digest, answer);
    return answer;
  };
}
