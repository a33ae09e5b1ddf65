import { useSyncExternalStore } from "react";

/** Asked at every render, so each question is put to the browser once. */
const asked = new Map<string, MediaQueryList>();

function mediaOf(query: string): MediaQueryList {
  let media = asked.get(query);
  if (!media) {
    media = matchMedia(query);
    asked.set(query, media);
  }
  return media;
}

export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = mediaOf(query);
      media.addEventListener("change", listener);
      return () => media.removeEventListener("change", listener);
    },
    () => mediaOf(query).matches,
  );
}
