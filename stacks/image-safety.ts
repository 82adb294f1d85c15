import type { App } from "cdktf";
import { environmentStacks } from "./app-rules.ts";
import { atOldAddresses, identitiesOf, renamesOf } from "./identity.ts";
import { type Loss, lossesOf } from "./identity-changes.ts";
import { IDENTITY_FILE, readIdentities } from "./identity-file.ts";

/** The recorded repositories that this app would lose. A stack with problems has its own to tell. */
export function appLosses(app: App): Loss[] {
  const invalid = environmentStacks(app)
    .filter(({ isValid }) => !isValid)
    .map(({ node }) => node.id);
  const recorded = Object.entries(readIdentities()).filter(([stack]) => !invalid.includes(stack));
  return lossesOf(Object.fromEntries(recorded), identitiesOf(app), renamesOf(app));
}

/** A loss in one line: the repository, its images' fate, and what to do. */
export function describeLoss(loss: Loss): string {
  const { stack, address, name, fate, remedy, acknowledge } = loss;
  return `${stack}.${address} (${name}): ${fate}. To keep them, ${remedy}; ${acknowledge}, run npm run record -- --lose ${nameOf(loss)}`;
}

/** How a loss is acknowledged on the command line. */
export function nameOf({ stack, address, isOfStack }: Loss): string {
  return isOfStack ? stack : `${stack}.${address}`;
}

/** Says which repositories are not recorded yet; nothing where all are. */
export function describeUnrecorded(app: App): string[] {
  const recorded = readIdentities();
  const current = atOldAddresses(identitiesOf(app), renamesOf(app));
  const names = Object.entries(current).flatMap(([stack, repositories]) =>
    Object.entries(repositories)
      .filter(([address]) => recorded[stack]?.[address] === undefined)
      .map(([, { name }]) => name),
  );
  if (names.length === 0) return [];
  const some = names.slice(0, 3).join(", ") + (names.length > 3 ? ", …" : "");
  return [
    `${names.length} not in ${IDENTITY_FILE} yet (${some}): npm run record protects the images`,
  ];
}
