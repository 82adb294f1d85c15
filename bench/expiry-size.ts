/** How many images and rules are measured: as many as ECR takes by default, and at most. */
export const IMAGES = 100_000;
export const RULES = 50;
