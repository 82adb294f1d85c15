import {
  DescribeRegistryCommand,
  ECRClient,
  GetLifecyclePolicyCommand,
  GetRepositoryPolicyCommand,
  LifecyclePolicyNotFoundException,
  RepositoryPolicyNotFoundException,
} from "@aws-sdk/client-ecr";
import pLimit from "p-limit";
import { failure } from "../command-error.ts";
import { type EcrImage, listImages } from "../ecr/images.ts";
import { REQUEST_LIMITS } from "../ecr/registry.ts";
import { type Pause, waitOutThrottling } from "../ecr/throttling.ts";
import { explain } from "../report.ts";

/** A repository by its name, in a region and an account as far as these are known. */
export interface RepositoryPlace {
  readonly name: string;
  /** @default - the region that AWS's tools are configured for */
  readonly region?: string | undefined;
  /** @default - the account of the credentials */
  readonly account?: string | undefined;
  /** Whether the region is not known at all, so that ECR is not asked. */
  readonly isHidden?: boolean;
}

/** What ECR answered, or why there is no answer. */
export type Answer<T> = { readonly known: T } | { readonly unknown: string };

/** What a review asks ECR. */
export interface EcrAnswers {
  /** Whether ECR is not asked at all. */
  readonly isOffline: boolean;
  /** The images of a repository; `undefined` if there is no such repository. */
  images(place: RepositoryPlace): Promise<Answer<readonly EcrImage[] | undefined>>;
  /** JSON; `null` if there is none. */
  lifecyclePolicy(place: RepositoryPlace): Promise<Answer<string | null>>;
  /** JSON; `null` if there is none. */
  repositoryPolicy(place: RepositoryPlace): Promise<Answer<string | null>>;
  /** The account of the credentials. */
  account(region: string | undefined): Promise<Answer<string>>;
}

const REQUESTS_AT_ONCE = 20;

/** Asks ECR, each thing once. Throttling is waited out. */
export function askEcr(pause?: Pause): EcrAnswers {
  const limit = pLimit(REQUESTS_AT_ONCE);
  const clientOf = memoized(String, (region: string | undefined) => {
    return new ECRClient({ ...(region ? { region } : {}), requestHandler: REQUEST_LIMITS });
  });
  const ask = <T>(
    { region, isHidden = false }: Omit<RepositoryPlace, "name">,
    request: (client: ECRClient) => Promise<T>,
  ): Promise<Answer<T>> =>
    limit(async () => {
      if (isHidden) return { unknown: HIDDEN_REGION };
      try {
        return { known: await request(clientOf(region)) };
      } catch (error) {
        return { unknown: isRegionMissing(error) ? NO_REGION : explain(error).message };
      }
    });
  const policy = (place: RepositoryPlace, read: (client: ECRClient) => Promise<string | null>) =>
    ask(place, (client) => waitOutThrottling(() => read(client), pause).catch(nullIfNotFound));
  return {
    isOffline: false,
    images: memoized(
      ({ name, region, account, isHidden }) => [name, region, account, isHidden].join(),
      (place) => ask(place, (client) => listImages(client, requestFor(place), pause)),
    ),
    lifecyclePolicy: (place) =>
      policy(place, async (client) => {
        const answer = await client.send(new GetLifecyclePolicyCommand(requestFor(place)));
        return answer.lifecyclePolicyText ?? null;
      }),
    repositoryPolicy: (place) =>
      policy(place, async (client) => {
        const answer = await client.send(new GetRepositoryPolicyCommand(requestFor(place)));
        return answer.policyText ?? null;
      }),
    account: memoized(String, (region) =>
      ask({ region }, async (client) => {
        const { registryId } = await waitOutThrottling(
          () => client.send(new DescribeRegistryCommand({})),
          pause,
        );
        if (!registryId) throw failure("AWS: DescribeRegistry answered without an account");
        return registryId;
      }),
    ),
  };
}

/** Why there is no answer offline. */
export const NOT_ASKED = "AWS was not asked";

/** Asks nobody. */
export function stayOffline(): EcrAnswers {
  const unknown = async () => ({ unknown: NOT_ASKED });
  return {
    isOffline: true,
    images: unknown,
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

function requestFor({ name, account }: RepositoryPlace) {
  return { repositoryName: name, ...(account ? { registryId: account } : {}) };
}

function nullIfNotFound(error: unknown): null {
  const isNotFound =
    error instanceof LifecyclePolicyNotFoundException ||
    error instanceof RepositoryPolicyNotFoundException;
  if (isNotFound) return null;
  throw error;
}

function memoized<T, R>(keyOf: (question: T) => string, answer: (question: T) => R) {
  const answers = new Map<string, R>();
  return (question: T): R => {
    const key = keyOf(question);
    if (!answers.has(key)) answers.set(key, answer(question));
    return answers.get(key)!;
  };
}
