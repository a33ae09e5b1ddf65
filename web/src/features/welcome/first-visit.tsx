import type { CSSProperties } from "react";
import { useTranslation } from "react-i18next";
import { shortTime } from "../../app/format.ts";
import type { FirstVisit as Visit } from "./use-first-visit.ts";

/** A fuse without an end until somebody writes, and kept from then on. */
export function FirstVisit({ visit }: { visit: Visit | null }) {
  const { t, i18n } = useTranslation("welcome");
  const look = { "--p": visit ? 1 : 0.3 } as CSSProperties;
  const time = visit ? shortTime(Date.parse(visit.at), i18n.language, Date.now()) : "";
  return (
    <p className={`first-visit ${visit ? "seen" : ""}`} role="status">
      <span className={`fuse ${visit ? "kept" : "paused"}`} style={look} aria-hidden="true">
        <i className="gone" />
        <i className="left" />
        <i className="knot" />
        <i className="tick" />
      </span>
      {visit ? t("tag.seen", { time }) : t("tag.waiting")}
    </p>
  );
}
