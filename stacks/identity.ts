import type { App } from "cdktf";
import { environmentStacks } from "./app-rules.ts";
import type { EnvironmentStack } from "./environment-stack.ts";

/** What cannot change about a repository without the loss of its images. */
export interface RepositoryIdentity {
  /** The full name: `production/frontend`. */
  readonly name: string;
  readonly region: string;
  /** `null` where the credentials decide. */
  readonly accountId: string | null;
  /** Where the Terraform state is: `local`, or `s3://BUCKET/KEY`. */
  readonly state: string;
  readonly encryptionType: string;
  readonly kmsKeyArn: string | null;
}

/** The repositories of an app: by stack, then by Terraform address. */
export type Identities = Readonly<Record<string, Readonly<Record<string, RepositoryIdentity>>>>;

/** The new addresses of renamed components: by stack, then by old address. */
export type Renames = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The identities of the repositories that an app's environment stacks hold. */
export function identitiesOf(app: App): Identities {
  return Object.fromEntries(
    environmentStacks(app).map((stack) => [
      stack.node.id,
      Object.fromEntries(
        stack.repositories.map(({ image, name }) => [
          addressOf(image.component),
          identityOf(stack, name),
        ]),
      ),
    ]),
  );
}

/** The renamed components of an app's environment stacks. */
export function renamesOf(app: App): Renames {
  return Object.fromEntries(
    environmentStacks(app).map((stack) => [
      stack.node.id,
      Object.fromEntries(
        stack.repositories.flatMap(({ image: { component, formerly } }) =>
          formerly === undefined ? [] : [[addressOf(formerly), addressOf(component)]],
        ),
      ),
    ]),
  );
}

/**
 * Identities as they are recorded: while an image says `formerly`, at its old address. Nobody but
 * Terraform knows whether every state has moved.
 */
export function atOldAddresses(identities: Identities, renames: Renames): Identities {
  return Object.fromEntries(
    Object.entries(identities).map(([stack, repositories]) => {
      const oldAddressOf = new Map(
        Object.entries(renames[stack] ?? {}).map(([from, to]) => [to, from]),
      );
      const moved = Object.entries(repositories).map(([address, identity]) => [
        oldAddressOf.get(address) ?? address,
        identity,
      ]);
      return [stack, Object.fromEntries(moved)];
    }),
  );
}

const TYPE = "aws_ecr_repository.";

/** The component of a repository's Terraform address. */
export function componentOf(address: string): string {
  return address.slice(TYPE.length);
}

function addressOf(component: string): string {
  return `${TYPE}${component}`;
}

function identityOf({ settings }: EnvironmentStack, name: string): RepositoryIdentity {
  const { region, accountId, state, encryptionType, kmsKeyArn } = settings;
  const place = state ? `s3://${state.bucket}/${state.key}` : "local";
  return { name, region, accountId, state: place, encryptionType, kmsKeyArn };
}
