import type { ECRClient } from "@aws-sdk/client-ecr";
import pLimit from "p-limit";
import { accountOf, ecrClient } from "../ecr/client.ts";
import { type EcrImage, listImages } from "../ecr/images.ts";
import { childrenOfLists } from "../ecr/manifest-lists.ts";
import { getLifecyclePolicy, getRepositoryPolicy } from "../ecr/policies.ts";
import type { RepositoryId } from "../ecr/repository-id.ts";
import { type Pause, retryForMinutes } from "../ecr/retry.ts";
import { NotTried, UntilExpired } from "../ecr/until-expired.ts";
import { toCommandError } from "../report.ts";
import type { RepositoryPlace } from "./place.ts";

/** What ECR answered, or why there is no answer. */
export type Answer<T> = { readonly known: T } | { readonly unknown: string };

/** What a review asks ECR. */
export interface EcrAnswers {
  /** Whether ECR is not asked at all. */
  readonly isOffline: boolean;
  /** The images of a repository; `undefined` if there is no such repository. */
  images(place: RepositoryPlace): Promise<Answer<readonly EcrImage[] | undefined>>;
  /** The digests that manifest lists refer to, by the digest of the list. */
  manifestLists(
    place: RepositoryPlace,
    digests: readonly string[],
  ): Promise<Answer<ReadonlyMap<string, readonly string[]>>>;
  /** JSON; `null` if there is none. */
  lifecyclePolicy(place: RepositoryPlace): Promise<Answer<string | null>>;
  /** JSON; `null` if there is none. */
  repositoryPolicy(place: RepositoryPlace): Promise<Answer<string | null>>;
  /** The account of the credentials. */
  account(region: string | undefined): Promise<Answer<string>>;
}

const REQUESTS_AT_ONCE = 20;

/**
 * Asks ECR, each question once. If AWS throttles, it waits. A region in which the credentials have
 * expired is asked nothing more.
 */
export function askEcr(pause?: Pause): EcrAnswers {
  const limit = pLimit(REQUESTS_AT_ONCE);
  // A region that the account has not enabled refuses credentials that are valid elsewhere.
  const credentialsIn = memoized(String, (_region: string | undefined) => new UntilExpired());
  const clientOf = memoized(String, (region: string | undefined) => ecrClient(region));
  const ask = <T>(
    { region, isHidden = false }: Omit<RepositoryPlace, "name">,
    request: (client: ECRClient) => Promise<T>,
  ): Promise<Answer<T>> =>
    limit(async () => {
      if (isHidden) return { unknown: HIDDEN_REGION };
      try {
        return { known: await credentialsIn(region).run(() => request(clientOf(region))) };
      } catch (error) {
        if (error instanceof NotTried) return { unknown: `${credentialsIn(region).reason}` };
        return { unknown: isRegionMissing(error) ? NO_REGION : toCommandError(error).message };
      }
    });
  const policy = (place: RepositoryPlace, get: typeof getLifecyclePolicy) =>
    ask(place, (client) => get(client, idOf(place), pause));
  return {
    isOffline: false,
    images: memoized(
      ({ name, region, account, isHidden }) => [name, region, account, isHidden].join(),
      (place) => ask(place, (client) => listImages(client, idOf(place), pause)),
    ),
    manifestLists: (place, digests) =>
      ask(place, (client) => childrenOfLists(client, idOf(place), digests, pause)),
    lifecyclePolicy: (place) => policy(place, getLifecyclePolicy),
    repositoryPolicy: (place) => policy(place, getRepositoryPolicy),
    account: memoized(String, (region) =>
      ask({ region }, (client) => retryForMinutes(() => accountOf(client), pause)),
    ),
  };
}

/** Why there is no answer offline. */
export const NOT_ASKED = "AWS was not asked";

/** Does not ask AWS. */
export function stayOffline(): EcrAnswers {
  const unknown = async () => ({ unknown: NOT_ASKED });
  return {
    isOffline: true,
    images: unknown,
    manifestLists: unknown,
    lifecyclePolicy: unknown,
    repositoryPolicy: unknown,
    account: unknown,
  };
}

const HIDDEN_REGION =
  "the plan does not show the provider's region, which is neither a literal nor a variable of the root module";

const NO_REGION = "AWS: no region is known: set AWS_REGION";

function isRegionMissing(error: unknown): boolean {
  return error instanceof Error && error.message === "Region is missing";
}

function idOf({ name, account }: RepositoryPlace): RepositoryId {
  return { repositoryName: name, ...(account ? { registryId: account } : {}) };
}

function memoized<T, R>(keyOf: (question: T) => string, answer: (question: T) => R) {
  const answers = new Map<string, R>();
  return (question: T): R => {
    const key = keyOf(question);
    if (!answers.has(key)) answers.set(key, answer(question));
    return answers.get(key)!;
  };
}
