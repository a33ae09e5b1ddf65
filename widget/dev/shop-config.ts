import type { WidgetConfig } from "@amends/server/contract";

const minute = 60_000;

/** Opening hours of the shop that the widget is developed with. */
export function hoursOf(isOpen: boolean): WidgetConfig["hours"] {
  const today = (hour: number, days = 0) =>
    new Date(new Date().setHours(hour, 0, 0, 0) + days * 24 * 60 * minute).toISOString();
  return isOpen
    ? { open: true, closes_at: today(21), opens_at: null }
    : { open: false, closes_at: null, opens_at: today(9, 1) };
}

export function configOf(isOpen: boolean): WidgetConfig {
  return {
    name: "Halder & Roos",
    language: "nl",
    languages: ["en", "nl", "sv", "it", "de"],
    colour: null,
    greeting: null,
    hours: hoursOf(isOpen),
    expectation: { low_ms: 4 * minute, high_ms: 7 * minute },
    answer_by: new Date(Date.now() + 65 * minute).toISOString(),
    verified_only: false,
    mail: true,
    upload_limit: 25 * 1024 * 1024,
    text_limit: 10_000,
  };
}
