import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * An answer on ECR's wire: a body, an error by its type, or a text that is none of ECR's. In place of
 * an answer there may be silence, from the start or after half of the answer (a stall), and a
 * connection that breaks after half of it (a reset).
 */
export type WireAnswer =
  | { readonly body: unknown }
  | { readonly error: string; readonly message?: string; readonly status?: number }
  | { readonly text: string; readonly status?: number }
  | "silence"
  | "stall"
  | "reset";

/** Speaks ECR's protocol (AWS JSON 1.1) and says what a test wants it to. */
export class EcrWire {
  /** Answers an operation, such as `DescribeImages`, that is asked in a region with an access key. */
  answer: (
    operation: string,
    input: Record<string, unknown>,
    region?: string,
    key?: string,
  ) => WireAnswer | Promise<WireAnswer> = () => ({ body: {} });
  private server: Server | undefined;

  /** Starts to listen, and returns what AWS's clients read from the environment. */
  async listen(): Promise<Record<string, string>> {
    const server = createServer(async (incoming, outgoing) => {
      const body = Buffer.concat(await incoming.toArray()).toString();
      const operation = `${incoming.headers["x-amz-target"]}`.split(".").at(-1) ?? "";
      const [, key, region] =
        /Credential=(\w+)\/\d+\/([\w-]+)/.exec(`${incoming.headers.authorization}`) ?? [];
      const answer = await this.answer(operation, JSON.parse(body), region, key);
      if (answer === "silence") return;
      if (answer === "stall" || answer === "reset") {
        outgoing.writeHead(200, { "content-type": "application/x-amz-json-1.1" });
        outgoing.write('{"half":');
        if (answer === "reset") setImmediate(() => incoming.socket.resetAndDestroy());
        return;
      }
      if ("text" in answer) {
        outgoing.writeHead(answer.status ?? 200, { "content-type": "text/html" });
        outgoing.end(answer.text);
        return;
      }
      const status = "error" in answer ? (answer.status ?? 400) : 200;
      const content =
        "error" in answer
          ? { __type: answer.error, message: answer.message ?? "by the test" }
          : answer.body;
      outgoing.writeHead(status, { "content-type": "application/x-amz-json-1.1" });
      outgoing.end(JSON.stringify(content));
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_MAX_ATTEMPTS: "1",
    };
  }

  close(): void {
    this.server?.closeAllConnections();
    this.server?.close();
  }
}
