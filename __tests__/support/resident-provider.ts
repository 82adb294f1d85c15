import { CLEAN_ENV } from "./environment.ts";
import { listenLean } from "./lean-schema.ts";
import { start, stop } from "./processes.ts";

const ADDRESS = "registry.terraform.io/hashicorp/aws";

/** The AWS provider as a process that stays up: a plan then takes a second instead of five. */
export interface ResidentProvider {
  /** What Terraform reads from the environment to find it. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/**
 * @param binary the provider's program
 * @param env the provider's environment: it does not see Terraform's
 */
export async function startProvider(
  binary: string,
  env: Readonly<Record<string, string>>,
): Promise<ResidentProvider> {
  const { process: child, ready } = await start(
    binary,
    ["-debug"],
    /TF_REATTACH_PROVIDERS='(.+)'/,
    { ...CLEAN_ENV, ...env },
  );
  const attach = ready[1] ?? "";
  const socket = JSON.parse(attach)[ADDRESS].Addr.String;
  const lean = await listenLean(socket);
  return {
    env: { TF_REATTACH_PROVIDERS: attach.replace(socket, lean.socket) },
    async stop() {
      lean.close();
      await stop(child);
    },
  };
}
