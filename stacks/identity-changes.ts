import { componentOf, type Identities, type Renames, type RepositoryIdentity } from "./identity.ts";

/** A recorded repository whose images a deployment would lose, or lose sight of. */
export interface Loss {
  readonly stack: string;
  /** The recorded Terraform address. */
  readonly address: string;
  /** The recorded name. */
  readonly name: string;
  /** What changed, and what would become of the images. */
  readonly fate: string;
  /** What keeps them. */
  readonly remedy: string;
}

/** The recorded repositories that an app no longer has as they are recorded. */
export function lossesOf(recorded: Identities, current: Identities, renames: Renames): Loss[] {
  return Object.entries(recorded).flatMap(([stack, repositories]) =>
    Object.entries(repositories).flatMap(([address, identity]) => {
      const now = current[stack]?.[renames[stack]?.[address] ?? address];
      const change = now
        ? changeOf(identity, now)
        : disappearance(stack, address, identity, current[stack]);
      return change ? [{ stack, address, name: identity.name, ...change }] : [];
    }),
  );
}

type Change = Pick<Loss, "fate" | "remedy">;

const PARTS = ["name", "region", "encryptionType", "kmsKeyArn"] as const;

function changeOf(was: RepositoryIdentity, is: RepositoryIdentity): Change | undefined {
  const changes = PARTS.filter((part) => was[part] !== is[part]).map(
    (part) => `${part} changes from ${JSON.stringify(was[part])} to ${JSON.stringify(is[part])}`,
  );
  if (changes.length === 0) return undefined;
  const fate =
    was.region === is.region
      ? "Terraform would replace the repository and destroy every image in it"
      : `Terraform would make an empty repository in ${is.region} and leave the images in ${was.region} to themselves`;
  return { fate: `${changes.join(", ")}: ${fate}`, remedy: "put it back" };
}

function disappearance(
  stack: string,
  address: string,
  { name }: RepositoryIdentity,
  stackNow: Identities[string] | undefined,
): Change {
  if (stackNow === undefined) {
    return {
      fate: `the stack ${stack} is gone: its repositories and images would be left to themselves, and a stack of another id would start from an empty state`,
      remedy: "put the stack back under its id",
    };
  }
  const newAddress = Object.keys(stackNow).find((candidate) => stackNow[candidate]?.name === name);
  if (newAddress === undefined) {
    return {
      fate: "it is no longer there: Terraform would destroy the repository and every image in it",
      remedy: "put the image, or createThirdpartyRepos, back",
    };
  }
  return {
    fate: `it is at ${newAddress} now: Terraform would destroy the repository and every image in it, and make an empty one`,
    remedy: `put the component back, or keep the state with formerly: "${componentOf(address)}" in the image's entry, which Terraform reads as moved`,
  };
}
