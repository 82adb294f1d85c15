import { refusal } from "../command-error.ts";
import type { Pause } from "../ecr/throttling.ts";
import { progress, type Report } from "../report.ts";
import { readStack, repositoriesOf } from "../synthesized-stacks.ts";
import { type Ask, askOnTerminal } from "./ask.ts";
import { describeContents, readContents } from "./contents.ts";
import { reportEmptied } from "./emptied-report.ts";
import { type EmptiedRepository, emptyRepository } from "./empty-repository.ts";

/** Whose images to delete. */
export interface EmptyRequest {
  readonly environment: string;
  /** Without any, all of the environment. */
  readonly components: readonly string[];
  /**
   * The environment's name once more.
   *
   * @default - it is asked for, if there is anything to delete
   */
  readonly confirm?: string | undefined;
}

/** Deletes the images that it has shown, once the environment's name confirms it. */
export async function empty(
  { environment, components, confirm }: EmptyRequest,
  { ask = askOnTerminal, pause }: { readonly ask?: Ask; readonly pause?: Pause } = {},
): Promise<Report> {
  const stack = readStack(environment);
  const repositories = repositoriesOf(stack, components);
  const isProtected = repositories.some(({ preventDestroy }) => preventDestroy);
  refuse([
    ...(isProtected ? [protection(environment)] : []),
    ...(confirm === undefined ? [] : otherName("--confirm", confirm, environment)),
  ]);

  const contents = await readContents(stack, repositories, pause);
  const { client, registryId, images } = contents;
  progress(`${environment} in ${stack.region} of account ${registryId}:`);
  describeContents(contents).forEach(progress);
  const count = [...images.values()].flat().length;
  if (count > 0 && confirm === undefined) {
    const question = `Deleted images do not come back. Type the environment's name to delete ${count}: `;
    refuse(otherName("The answer", await ask(question), environment));
  }

  const emptied: EmptiedRepository[] = [];
  for (const [repositoryName, shown] of images) {
    emptied.push(await emptyRepository(client, { registryId, repositoryName }, shown, pause));
  }
  return reportEmptied(
    { environment, account: registryId, region: stack.region },
    emptied,
    contents.missing,
  );
}

function protection(environment: string): string {
  return `The repositories of ${environment} are protected: set \`preventDestroy: false\`, run \`npm run synth\`, then empty them.`;
}

function otherName(source: string, name: string | undefined, environment: string): string[] {
  if (name === environment) return [];
  const given = name === undefined ? "missing" : JSON.stringify(name);
  return [`${source} is ${given}: must be ${JSON.stringify(environment)}, the environment's name.`];
}

function refuse(problems: readonly string[]): void {
  if (problems.length > 0) throw refusal([...problems, "Nothing was deleted."].join("\n"));
}
