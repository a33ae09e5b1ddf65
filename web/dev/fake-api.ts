import type { Plugin } from "vite";

/** Development only: answers the API from fixtures, so that screens can be drawn without a server. */
export function fakeApi(): Plugin {
  return { name: "amends-fake-api" };
}
