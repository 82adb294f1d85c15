import {
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  type ECRClient,
  GetAuthorizationTokenCommand,
  ImageNotFoundException,
  type Repository,
  RepositoryNotFoundException,
} from "@aws-sdk/client-ecr";
import * as z from "zod";
import { failure, refusal } from "../command-error.ts";
import { accountOf, ecrClient } from "./client.ts";
import { refuseOtherAccount } from "./other-account.ts";
import { readable } from "./readable.ts";

/** The credentials for a registry. */
export interface Login {
  /** Address of the registry, without a scheme. */
  readonly registry: string;
  readonly username: string;
  readonly password: string;
}

const REPOSITORIES = z.object({
  repositories: z.array(z.object({ repositoryUri: z.string().min(1) })),
});

const TAGGED_IMAGE = z.object({
  imageDetails: z.tuple([z.object({ imageDigest: z.string() })]),
});

/** Where a registry is. An environment stack is such a place. */
export interface StackPlace {
  /** The stack that deploys the repositories there; `null` if the app has none. */
  readonly id: string | null;
  readonly region: string;
  /** The account, 12 digits; `null` if it is that of the credentials. */
  readonly accountId: string | null;
}

/** The ECR registry that a stack deploys to. */
export class Registry {
  readonly client: ECRClient;

  /** @param profile the profile whose credentials are used; without one, those of AWS's tools */
  constructor(
    private readonly stack: StackPlace,
    profile?: string,
  ) {
    this.client = ecrClient(stack.region, profile);
  }

  /** Names the registry's account in every request that takes it. */
  get registryId(): string | undefined {
    return this.stack.accountId ?? undefined;
  }

  /** The account that the credentials belong to. */
  accountId(): Promise<string> {
    return accountOf(this.client);
  }

  /**
   * A login for Docker or a like program. It is valid for 12 hours.
   *
   * @throws CommandError if the credentials belong to another account than the stack
   */
  async login(): Promise<Login> {
    const login = await this.ownLogin();
    refuseOtherAccount(this.stack, accountIn(login.registry));
    return login;
  }

  /**
   * A login to the registry of a repository, by credentials that may be of another account: ECR takes
   * a login in every registry of the region that lets its owner in. Source: ECR API,
   * GetAuthorizationToken.
   *
   * @param repositoryUri `REGISTRY/NAME`
   */
  async loginTo(repositoryUri: string): Promise<Login> {
    const [registry = ""] = repositoryUri.split("/");
    return { ...(await this.ownLogin()), registry };
  }

  /** A login to the registry of the account that the credentials belong to. */
  private async ownLogin(): Promise<Login> {
    const { authorizationData = [] } = await this.client.send(new GetAuthorizationTokenCommand({}));
    const { authorizationToken = "", proxyEndpoint = "" } = authorizationData[0] ?? {};
    const [username = "", password = ""] = Buffer.from(authorizationToken, "base64")
      .toString()
      .split(/:(.*)/s);
    if (!(username && password && proxyEndpoint)) {
      throw failure("AWS: GetAuthorizationToken answered without a token");
    }
    return { registry: proxyEndpoint.replace(/^https?:\/\//, ""), username, password };
  }

  /**
   * A repository as it is now.
   *
   * @throws CommandError if it is not there
   */
  async repository(name: string): Promise<Repository & { readonly repositoryUri: string }> {
    const { id, region } = this.stack;
    try {
      const answer = await this.client.send(
        new DescribeRepositoriesCommand({ registryId: this.registryId, repositoryNames: [name] }),
      );
      const [found] = readable("DescribeRepositories", answer, REPOSITORIES).repositories;
      if (found) return { ...answer.repositories?.[0], ...found };
    } catch (error) {
      if (!(error instanceof RepositoryNotFoundException)) throw error;
    }
    const remedy =
      id === null
        ? "create it first, or push an image of it if ECR creates it by a template"
        : `run \`npx cdktf deploy ${id}\` first`;
    throw refusal(
      `${name} does not exist in ${region} of ${this.registryId ?? "this account"}: ${remedy}.`,
    );
  }

  /**
   * The digest of a tagged image; `undefined` if there is none.
   *
   * @throws CommandError if the answer of ECR cannot be read
   */
  async digestOf(
    repositoryName: string,
    imageTag: string,
    abortSignal?: AbortSignal,
  ): Promise<string | undefined> {
    try {
      const answer = await this.client.send(
        new DescribeImagesCommand({
          registryId: this.registryId,
          repositoryName,
          imageIds: [{ imageTag }],
        }),
        { abortSignal },
      );
      return readable("DescribeImages", answer, TAGGED_IMAGE).imageDetails[0].imageDigest;
    } catch (error) {
      if (error instanceof ImageNotFoundException) return undefined;
      throw error;
    }
  }
}

/** The account in a registry's address, `ACCOUNT.dkr.ecr.REGION.amazonaws.com`. */
function accountIn(registry: string): string {
  return registry.replace(/\..*/, "");
}
