import type { Attachment } from "@amends/server/contract";
import { type KeyboardEvent, type PointerEvent, useRef, useState, type WheelEvent } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Icon } from "../../ui/icon.tsx";

type ViewerProps = { images: readonly Attachment[]; first: string; onClose: () => void };
type Place = { zoom: number; x: number; y: number };

const fit: Place = { zoom: 1, x: 0, y: 0 };
const most = 5;

/** Near enough to read a serial number: to five times, by wheel, keys, buttons or dragging. */
export function ImageViewer({ images, first, onClose }: ViewerProps) {
  const { t } = useTranslation("inbox");
  const [at, setAt] = useState(() =>
    Math.max(
      0,
      images.findIndex((each) => each.id === first),
    ),
  );
  const [place, setPlace] = useState(fit);
  const drag = useRef<{ x: number; y: number } | null>(null);
  const image = images[at];
  if (!image) return null;
  const zoomBy = (factor: number) =>
    setPlace((now) => {
      const zoom = Math.min(most, Math.max(1, now.zoom * factor));
      return zoom === 1 ? fit : { ...now, zoom };
    });
  const go = (by: number) => {
    setAt((at + by + images.length) % images.length);
    setPlace(fit);
  };
  const move = (x: number, y: number) => setPlace((now) => ({ ...now, x: now.x + x, y: now.y + y }));
  const onArrow = (key: string) => {
    if (place.zoom === 1) return key === "ArrowRight" ? go(1) : key === "ArrowLeft" ? go(-1) : undefined;
    move({ ArrowRight: -60, ArrowLeft: 60 }[key] ?? 0, { ArrowDown: -60, ArrowUp: 60 }[key] ?? 0);
  };
  const actOf = (key: string) => {
    if (key === "+" || key === "=") return () => zoomBy(1.5);
    if (key === "-") return () => zoomBy(1 / 1.5);
    if (key === "0") return () => setPlace(fit);
    return key.startsWith("Arrow") ? () => onArrow(key) : null;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const act = actOf(event.key);
    if (!act) return;
    event.preventDefault();
    act();
  };
  const onWheel = (event: WheelEvent) => zoomBy(event.deltaY < 0 ? 1.15 : 1 / 1.15);
  const onPointerDown = (event: PointerEvent) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { x: event.clientX, y: event.clientY };
  };
  const onPointerMove = (event: PointerEvent) => {
    if (!drag.current || place.zoom === 1) return;
    move(event.clientX - drag.current.x, event.clientY - drag.current.y);
    drag.current = { x: event.clientX, y: event.clientY };
  };
  return (
    <Dialog open onClose={onClose} title={image.name} titleHidden className="viewer">
      <div className="viewer-bar">
        <bdi className="clip grow">{image.name}</bdi>
        {images.length > 1 && (
          <IconButton icon="back" turns label={t("file.previous")} keys="ArrowLeft" onClick={() => go(-1)} />
        )}
        <IconButton icon="minus" label={t("file.smaller")} keys="-" onClick={() => zoomBy(1 / 1.5)} />
        <span className="meta num">{Math.round(place.zoom * 100)} %</span>
        <IconButton icon="plus" label={t("file.larger")} keys="+" onClick={() => zoomBy(1.5)} />
        <a className="icon-btn" href={image.url} download={image.name} aria-label={t("file.download")}>
          <Icon name="download" />
        </a>
        <IconButton icon="close" label={t("act.close", { ns: "app" })} keys="Escape" onClick={onClose} />
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: every gesture here has a button above */}
      <div
        className="viewer-stage"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys move the picture
        tabIndex={0}
        onKeyDown={onKeyDown}
        onWheel={onWheel}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={() => {
          drag.current = null;
        }}
        onDoubleClick={() => (place.zoom > 1 ? setPlace(fit) : zoomBy(2.5))}
      >
        <img
          src={image.url}
          alt={image.name}
          draggable={false}
          style={{ transform: `translate(${place.x}px, ${place.y}px) scale(${place.zoom})` }}
        />
      </div>
    </Dialog>
  );
}
