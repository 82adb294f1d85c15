/** The environment of this process without what would point a test at the user's own AWS. */
export const CLEAN_ENV: NodeJS.ProcessEnv = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(AWS|TF|CDKTF)_/.test(name)),
);
CLEAN_ENV.CHECKPOINT_DISABLE = "1";
