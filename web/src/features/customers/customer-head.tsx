import type { Customer } from "@amends/server/contract";
import { lazy, Suspense, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { clockTime, languageName } from "../../app/format.ts";
import { TypedAhead } from "../../app/typed-ahead.tsx";
import { useCommand } from "../../app/use-command.ts";
import { useSelected } from "../../app/use-store.ts";
import { clock } from "../../live/clock.ts";
import { IconButton } from "../../ui/button.tsx";
import { Face } from "../../ui/face.tsx";

const CustomerMenus = lazy(() =>
  import("./customer-menus.tsx").then((module) => ({ default: module.CustomerMenus })),
);
export type CustomerMenu = "menu" | "edit" | "merge" | null;

export function CustomerHead({
  customer,
  fallbackName,
}: {
  customer: Customer | null;
  fallbackName: string | null;
}) {
  const { t } = useTranslation("customers");
  const [open, setOpen] = useState<CustomerMenu>(null);
  const button = useRef<HTMLButtonElement>(null);
  const name = customer?.name ?? fallbackName;
  useCommand("conversation.merge", () => setOpen("merge"), { when: () => customer !== null });
  return (
    <>
      <header>
        <Face name={name} big />
        <div className="grow min-w-0">
          <h2 className="clip" dir="auto">
            {name ?? t("nameless")}
          </h2>
          {customer && <Facts customer={customer} />}
        </div>
        {customer && (
          <IconButton
            ref={button}
            icon="more"
            label={t("more")}
            aria-haspopup="menu"
            onClick={() => setOpen("menu")}
          />
        )}
      </header>
      {customer && customer.contacts > 0 && <Contacts count={customer.contacts} />}
      {customer?.note && (
        <p className="cust-note" dir="auto">
          {customer.note}
        </p>
      )}
      {open && customer && (
        <Suspense fallback={<TypedAhead />}>
          <CustomerMenus customer={customer} open={open} setOpen={setOpen} anchor={button} />
        </Suspense>
      )}
    </>
  );
}

function Facts({ customer }: { customer: Customer }) {
  const { t, i18n } = useTranslation("customers");
  const there = useSelected(clock, (now) => localTime(now, customer.time_zone, i18n.language));
  const language = languageName(customer.language, i18n.language);
  const facts = [customer.place, there && t("there", { time: there }), language].filter(Boolean);
  return <p className="meta clip">{facts.join(" · ")}</p>;
}

/** A time zone that this browser does not know is as good as none. */
function localTime(now: number, timeZone: string | null, locale: string): string | null {
  if (!timeZone) return null;
  try {
    return clockTime(now, locale, timeZone);
  } catch {
    return null;
  }
}

const pips = [1, 2, 3, 4, 5];

function Contacts({ count }: { count: number }) {
  const { t } = useTranslation("customers");
  return (
    <p className="effort">
      <span className="meta">{t("contactsSoFar")}</span>
      <span className="pips" aria-hidden="true">
        {pips.map((pip) => (
          <i key={pip} className={pip <= count ? "f" : ""} />
        ))}
      </span>
      <b>{t("contacts", { count })}</b>
    </p>
  );
}
