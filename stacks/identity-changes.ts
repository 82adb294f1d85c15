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
  /** When it is right to acknowledge the loss. */
  readonly acknowledge: string;
  /** Whether every repository of the stack has it, so that it is acknowledged once. */
  readonly isOfStack: boolean;
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

type Change = Pick<Loss, "fate" | "remedy" | "acknowledge" | "isOfStack">;

const LOST = "to lose them";

const PARTS = ["state", "region", "accountId", "name", "encryptionType", "kmsKeyArn"] as const;

function changeOf(was: RepositoryIdentity, is: RepositoryIdentity): Change | undefined {
  const changed = PARTS.filter((part) => differs(part, was, is));
  if (changed.length === 0) return undefined;
  const changes = changed.map(
    (part) => `${part} changes from ${JSON.stringify(was[part])} to ${JSON.stringify(is[part])}`,
  );
  const { fate, ...others } = fateOf(changed, was, is);
  return { fate: `${changes.join(", ")}: ${fate}`, ...others };
}

// An account that is named from now on is the one it was: Terraform refuses every other. A record of
// earlier says neither account nor state.
function differs(
  part: (typeof PARTS)[number],
  was: RepositoryIdentity,
  is: RepositoryIdentity,
): boolean {
  if (part === "accountId" && (was.accountId === null || is.accountId === null)) return false;
  return was[part] !== undefined && was[part] !== is[part];
}

function fateOf(
  changed: readonly string[],
  was: RepositoryIdentity,
  is: RepositoryIdentity,
): Change {
  if (changed.includes("state")) {
    return {
      fate: "Terraform would not know the repository there, and would destroy what that state holds",
      remedy: "put it back, or move the state with terraform init -migrate-state",
      acknowledge: "once the state has moved",
      isOfStack: true,
    };
  }
  if (changed.includes("region") || changed.includes("accountId")) {
    const place = (identity: RepositoryIdentity) =>
      [identity.region, identity.accountId].filter((part) => part !== null).join(" of ");
    return {
      fate: `Terraform would make an empty repository in ${place(is)} and leave the images in ${place(was)} to themselves`,
      remedy: "put it back",
      acknowledge: LOST,
      isOfStack: true,
    };
  }
  return {
    fate: "Terraform would replace the repository and destroy every image in it",
    remedy: "put it back",
    acknowledge: LOST,
    isOfStack: false,
  };
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
      acknowledge: LOST,
      isOfStack: true,
    };
  }
  const newAddress = Object.keys(stackNow).find((candidate) => stackNow[candidate]?.name === name);
  if (newAddress === undefined) {
    return {
      fate: "it is no longer there: Terraform would destroy the repository and every image in it",
      remedy: "put the image, or createThirdpartyRepos, back",
      acknowledge: LOST,
      isOfStack: false,
    };
  }
  return {
    fate: `it is at ${newAddress} now: Terraform would destroy the repository and every image in it, and make an empty one`,
    remedy: `put the component back, or keep the state with formerly: "${componentOf(address)}" in the image's entry, which Terraform reads as moved`,
    acknowledge: "once that is deployed everywhere, or to lose them",
    isOfStack: false,
  };
}
