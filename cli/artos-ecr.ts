import { Argument, Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { EXIT, usageError } from "./command-error.ts";
import { print, type Report } from "./report.ts";
import { SEVERITIES } from "./scan-gate/scan-finding.ts";

const program = new Command("artos-ecr")
  .description("What people do with the repositories every day. Run it at the project's root.")
  .exitOverride()
  .addHelpText(
    "after",
    `
Environments and components are those of the last \`npm run synth\`. Credentials come from where the
AWS CLI takes them; the region is the environment's.

Exit codes: 0 done, 1 refused or not passed, 2 wrong use, 3 AWS or another program failed.`,
  );

const A_DAY = 86_400;

const environment = new Argument("<environment>", "an environment stack, such as production");
const component = new Argument("<component>", "a component of its catalogue, such as backend");

command("login", "Log Docker (or Podman) in to an environment's registry.")
  .addArgument(environment)
  .action(reporting(async (name: string) => (await import("./login/login.ts")).login(name)));

command("push", "Push an image of this machine into a component's repository; print its digest.")
  .addArgument(environment)
  .addArgument(component)
  .argument("<tags...>", "the tags to push it as")
  .option("--image <reference>", "the image on this machine (default: COMPONENT:TAG)")
  .action(
    reporting(async (name: string, part: string, tags: string[], { image }: { image?: string }) =>
      (await import("./push/push.ts")).push({ environment: name, component: part, tags, image }),
    ),
  );

command("mirror", "Copy the images of third-party-images.json into an environment's repositories.")
  .addArgument(environment)
  .action(reporting(async (name: string) => (await import("./mirror/mirror.ts")).mirror(name)));

command("scan-gate", "Wait for the scan of an image; fail where findings are grave or unknown.")
  .addArgument(environment)
  .addArgument(component)
  .argument("<image>", "a tag, or a digest (sha256:…)")
  .addOption(
    new Option("--fail-on <severity>", "the least grave severity that fails")
      .choices(SEVERITIES)
      .default("CRITICAL"),
  )
  .option("--allow <file>", "JSON list of accepted findings: id, until (a day), reason")
  .option("--timeout <seconds>", "how long to wait for the scan", seconds, 300)
  .option("--interval <seconds>", "between two looks", seconds, 5)
  .option("--markdown", "print Markdown, for a pull request", false)
  .action(
    reporting(async (name: string, part: string, image: string, options) =>
      (await import("./scan-gate/scan-gate.ts")).scanGate({
        environment: name,
        component: part,
        image,
        ...options,
      }),
    ),
  );

command(
  "consumer-policy",
  "Print the IAM policy that an account needs to pull from an environment.",
)
  .addArgument(environment)
  .addOption(new Option("--format <format>").choices(["json", "hcl"]).default("json"))
  .action(
    reporting(async (name: string, { format }) =>
      (await import("./consumer-policy/consumer-policy.ts")).consumerPolicy(name, format),
    ),
  );

command("access", "Print who may pull and push what, over all environments.")
  .addOption(new Option("--format <format>").choices(["table", "mermaid"]).default("table"))
  .action(reporting(async ({ format }) => (await import("./access/access.ts")).access(format)));

command("review", "Report what a plan would do to images and access.")
  .argument("[environment]", "an environment stack to plan; without, every one")
  .addOption(
    new Option(
      "--plan <file>",
      "what `terraform show -json` printed of a plan, of any root module",
    ),
  )
  .option("--accept <kind:address>", "a finding that is accepted; may be repeated", collect, [])
  .option("--offline", "ask AWS nothing: images are not counted", false)
  .addOption(
    new Option("--markdown", "print Markdown, for a pull request").default(false).conflicts("json"),
  )
  .action(
    reporting(async (name: string | undefined, options) =>
      (await import("./review/review.ts")).review({ environment: name, ...options }),
    ),
  );

command("empty", "Delete the images of an environment for good, before it is torn down.")
  .addArgument(environment)
  .argument("[components...]", "components of its catalogue (default: all)")
  .option("--confirm <environment>", "the environment's name again, instead of being asked for it")
  .action(
    reporting(async (name: string, components: string[], { confirm }: { confirm?: string }) =>
      (await import("./empty/empty.ts")).empty({ environment: name, components, confirm }),
    ),
  );

command("adopt", "Bring repositories that exist under an environment; change nothing by itself.")
  .argument("[environment]", "an environment stack; without, sort all that the account has")
  .option(
    "--state <file>",
    "what `terraform show -json` printed in the project that holds them now",
  )
  .option("--script", "write `terraform import` commands, for Terraform before 1.5", false)
  .option("--check", "run the plan, review it, and write nothing", false)
  .action(
    reporting(async (name: string | undefined, options) => {
      if (name !== undefined) {
        return (await import("./adopt/adopt.ts")).adopt({ environment: name, ...options });
      }
      if (options.state !== undefined || options.script || options.check) {
        throw usageError("--state, --script and --check want an environment.");
      }
      return (await import("./adopt/overview.ts")).overview();
    }),
  );

command("adopt-module", "Print what moves repositories of a root module under modules/ecr in it.")
  .argument("<environment>", "the module's environment, such as production")
  .argument("<module>", "address of the module call, such as module.ecr")
  .requiredOption("--state <file>", "what `terraform show -json` printed there")
  .option("--region <region>", "of the call's provider, where the state has several")
  .option("--thirdparty", "the call has create_thirdparty_repos: move the shared ones too", false)
  .option(
    "--script",
    "print `terraform state` commands instead of `moved` and `removed` blocks",
    false,
  )
  .action(
    reporting(async (name: string, module: string, options) =>
      (await import("./adopt-module/adopt-module.ts")).adoptModule({
        environment: name,
        module,
        ...options,
      }),
    ),
  );

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (process.exitCode === EXIT.usage && process.argv.includes("--json")) {
    console.log(JSON.stringify({ error: error.message }, null, 2));
  }
}

function command(name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .option("--json", "print the answer as JSON", false);
}

/** A command's action: runs it and prints what it reports. */
// biome-ignore lint/suspicious/noExplicitAny: commander passes on whatever the command declares
function reporting(run: (...input: any[]) => Promise<Report>) {
  return function (this: Command, ...input: unknown[]): Promise<void> {
    return print(run(...input), this.opts().json);
  };
}

function collect(value: string, earlier: readonly string[]): string[] {
  return [...earlier, value];
}

function seconds(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= A_DAY) return value;
  throw new InvalidArgumentError(`It is a number of seconds above 0, up to ${A_DAY}.`);
}
