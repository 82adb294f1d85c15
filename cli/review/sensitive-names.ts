import type { Plan } from "../terraform/plan.ts";
import { isSensitive } from "../terraform/planned-change.ts";

const NAMES = ["name", "repository"];

/** What hides a repository's name in a text, if a plan marks it as sensitive. AWS's messages hold it too. */
export function nameHider({ changes, drift }: Plan): (text: string) => string {
  const names = [...changes, ...drift].flatMap((change) =>
    NAMES.filter((attribute) => isSensitive(change, attribute))
      .flatMap((attribute) => [change.before?.[attribute], change.after?.[attribute]])
      .filter((name) => typeof name === "string"),
  );
  return (text) => names.reduce((rest, name) => rest.replaceAll(name, "(sensitive)"), text);
}
