import { freePort, start, stop } from "./processes.ts";

/** The account that moto plays. */
export const MOTO_ACCOUNT = "123456789012";

/** AWS, as far as moto plays it, on a port of its own. */
export interface Moto {
  readonly endpoint: string;
  /** What AWS's clients and Terraform's provider read from the environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Forgets everything. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts moto. */
export async function startMoto(): Promise<Moto> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const server = await start("moto_server", ["-H", "127.0.0.1", "-p", `${port}`], /Running on/);
  return {
    endpoint,
    env: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_EC2_METADATA_DISABLED: "true",
    },
    async reset() {
      await fetch(`${endpoint}/moto-api/reset`, { method: "POST" });
    },
    stop: () => stop(server.process),
  };
}
