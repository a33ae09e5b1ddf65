import type { CheckName, CheckPart, MailboxCheck } from "@amends/server/contract";
import { useRef, useState } from "react";
import { tryOut } from "./mailbox-api.ts";
import { checksOf, type MailboxFields } from "./mailbox-fields.ts";

export type Shown = { check: CheckName; found: MailboxCheck | null };

const namesOf = {
  receiving: ["receiving_login", "receiving_push", "receiving_folder", "receiving_mails"],
  sending: ["sending_login"],
  domain: ["domain_spf", "domain_dkim", "domain_dmarc"],
} as const satisfies Record<CheckPart, readonly CheckName[]>;

type Checks = {
  shown: readonly Shown[];
  isRunning: boolean;
  /** Answers whether mail can be fetched and sent so; null when somebody has tried again since. */
  run: (fields: MailboxFields) => Promise<boolean | null>;
  forget: () => void;
};

/** Each part is asked apart, so that what is known is shown while the rest is still looked at. */
export function useChecks(inboxId: string): Checks {
  const [shown, setShown] = useState<readonly Shown[]>([]);
  const [isRunning, setRunning] = useState(false);
  const latest = useRef(0);
  async function run(fields: MailboxFields): Promise<boolean | null> {
    latest.current++;
    const mine = latest.current;
    const parts: CheckPart[] = fields.sendsItself
      ? ["receiving", "sending", "domain"]
      : ["receiving", "domain"];
    setShown(parts.flatMap((part) => namesOf[part].map((check) => ({ check, found: null }))));
    setRunning(true);
    const found = async (part: CheckPart) => {
      const { checks } = await tryOut(checksOf(fields, inboxId, part));
      if (mine === latest.current)
        setShown((now) =>
          now.map((each) => ({
            ...each,
            found: checks.find(({ check }) => check === each.check) ?? each.found,
          })),
        );
      return checks;
    };
    try {
      // Records of the domain are advice: nobody waits for them, and without them mail is fetched all the same.
      const domain = found("domain").catch(() => []);
      const needed = await Promise.all(parts.filter((part) => part !== "domain").map(found));
      void domain.then(() => mine === latest.current && setRunning(false));
      if (mine !== latest.current) return null;
      return needed.flat().every(({ outcome }) => outcome !== "failed");
    } catch (problem) {
      if (mine === latest.current) {
        setShown([]);
        setRunning(false);
      }
      throw problem;
    }
  }
  return {
    shown,
    isRunning,
    run,
    forget() {
      latest.current++;
      setShown([]);
      setRunning(false);
    },
  };
}
