import { type Measured, measure } from "./measure.ts";

const RUNS = 5;

/**
 * Measures how long it takes to decide what expires of many images. The first row creates the images
 * and decides nothing.
 */
export function measureExpiry(): Promise<Measured[]> {
  const cwd = process.cwd();
  const subject = (name: string, times: number) => {
    return { name, command: `node bin/run.mjs bench/expiry-app.ts ${times}`, cwd };
  };
  return measure([subject("the images alone", 0), subject("**and what expires**", 1)], RUNS);
}
