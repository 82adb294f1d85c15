import type { App } from "cdktf";
import { atOldAddresses, identitiesOf, renamesOf } from "./identity.ts";
import { IDENTITY_FILE, writeIdentities } from "./identity-file.ts";
import { appLosses, describeLoss, nameOf } from "./image-safety.ts";
import { InvalidConfiguration } from "./invalid-configuration.ts";

/**
 * Records the repositories of an app, so that a synth that would lose one fails.
 *
 * @param acknowledged what may be lost: `production.aws_ecr_repository.redis`, or a whole stack
 * @returns what it wrote, for people
 * @throws InvalidConfiguration where a loss is not acknowledged, or something else is; nothing is
 * written then
 */
export function record(app: App, acknowledged: readonly string[]): string {
  const losses = appLosses(app);
  const lost = new Set(losses.map(nameOf));
  const problems = [
    ...losses.filter((loss) => !acknowledged.includes(nameOf(loss))).map(describeLoss),
    ...acknowledged
      .filter((name) => !lost.has(name))
      .map((name) => `--lose ${name}: no such recorded repository would be lost`),
  ];
  if (problems.length > 0) throw new InvalidConfiguration(problems);

  const identities = atOldAddresses(identitiesOf(app), renamesOf(app));
  writeIdentities(identities);
  const count = Object.values(identities).flatMap((stack) => Object.keys(stack)).length;
  return [
    `Recorded ${count} repositories in ${IDENTITY_FILE}; commit it.`,
    ...losses.map(({ name }) => `Acknowledged: ${name}`),
  ].join("\n");
}
