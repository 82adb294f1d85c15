import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

/** Stands before a registry, and keeps whoever asks for a blob waiting. */
export class HoldingRegistry {
  /** How many wait at this moment: a client that is gone waits no longer. */
  waiting = 0;
  /** Whether blobs are held back. */
  holds = true;
  /** What the paths of the blobs that are held back have in them. */
  held = "/blobs/sha256:";
  private readonly server = createServer((incoming, outgoing) => {
    if (this.holds && incoming.url?.includes(this.held)) {
      this.waiting += 1;
      outgoing.on("close", () => {
        this.waiting -= 1;
      });
      return;
    }
    const { method, headers } = incoming;
    const forwarded = request(
      `http://${this.behind}${incoming.url}`,
      { method, headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
      },
    );
    forwarded.on("error", () => outgoing.destroy());
    incoming.pipe(forwarded);
  });

  /** @param behind the address of the registry behind it */
  constructor(private readonly behind: string) {}

  /** Starts to listen, and returns its address without a scheme. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}
