import { type RefObject, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../ui/icon.tsx";
import type { Offer } from "./editor-offers.ts";

type OfferListProps = { offer: Offer; keys: RefObject<((event: KeyboardEvent) => boolean) | null> };

/** The focus stays in the words; the arrows choose here, Enter or Tab takes. */
export function OfferList({ offer, keys }: OfferListProps) {
  const { t } = useTranslation("inbox");
  const [at, setAt] = useState(0);
  const [hidden, setHidden] = useState(false);
  const { items, pick, box } = offer;
  const index = Math.min(at, Math.max(0, items.length - 1));
  const isOpen = !hidden && items.length > 0;
  useEffect(() => {
    keys.current = isOpen
      ? (event) => {
          const item = items[index];
          if (event.key === "ArrowDown") setAt((index + 1) % items.length);
          else if (event.key === "ArrowUp") setAt((index - 1 + items.length) % items.length);
          else if (event.key === "Escape") setHidden(true);
          else if ((event.key === "Enter" || event.key === "Tab") && !event.metaKey && !event.ctrlKey && item)
            pick(item);
          else return false;
          return true;
        }
      : null;
    return () => {
      keys.current = null;
    };
  }, [isOpen, index, items, pick, keys]);
  if (!isOpen || !box) return null;
  const style = {
    left: Math.min(box.left, window.innerWidth - 388),
    bottom: window.innerHeight - box.top + 6,
  };
  return (
    <div className="popup offers" style={style} role="listbox" aria-label={t(`offer.${offer.what}`)}>
      {items.map((item, place) => (
        // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the words
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled above
        <div
          key={item.id}
          role="option"
          aria-selected={place === index}
          className="option"
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => pick(item)}
        >
          <Icon name={offer.what === "reply" ? "slash" : "person"} />
          <span className="offer-words">
            <span className="clip" dir="auto">
              {item.title}
            </span>
            {item.detail && (
              <span className="meta clip" dir="auto">
                {item.detail}
              </span>
            )}
          </span>
        </div>
      ))}
    </div>
  );
}
