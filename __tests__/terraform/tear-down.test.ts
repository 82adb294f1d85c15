import { dirname } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { EnvironmentSettings } from "../../settings/environment-settings.ts";
import { CLEAN_ENV } from "../support/environment.ts";
import { imagesIn, pushImages } from "../support/images.ts";
import { Playground } from "../support/playground.ts";
import { run } from "../support/processes.ts";
import { describeReal } from "../support/real.ts";

describeReal("tearing an environment down", () => {
  let playground: Playground;
  beforeAll(async () => {
    playground = await Playground.open();
  });
  afterAll(() => playground?.close());

  it("takes preventDestroy: false, a synth, empty, destroy", async () => {
    const settings: EnvironmentSettings = { environment: "qa", maxImageCount: 5 };
    const deployed = playground.stack(settings);
    const outdir = dirname(dirname(deployed.folder));
    await deployed.init();
    await deployed.plan();
    await deployed.apply();
    const images = await pushImages(playground.moto, 2);
    const empty = () =>
      run(process.execPath, ["bin/artos-ecr", "empty", "stack", "--confirm", "stack"], {
        env: { ...CLEAN_ENV, ...playground.moto.env, CDKTF_OUTDIR: outdir },
      });

    expect(await empty()).toMatchObject({ code: 1 });
    expect(await imagesIn(playground.moto)).toEqual(images);
    const open = playground.stack({ ...settings, preventDestroy: false }, outdir);
    await expect(open.destroy()).rejects.toThrow("RepositoryNotEmptyException");
    expect(await imagesIn(playground.moto)).toEqual(images);

    expect(await empty()).toMatchObject({ code: 0 });
    await open.destroy();
    expect(await imagesIn(playground.moto)).toEqual({});
  });
});
