import { type ComponentType, lazy } from "react";
import type { Session } from "../../app/session.ts";
import { isAtLeast } from "../../app/session.ts";
import { loadNamespaces } from "../../i18n/i18n.ts";
import type { IconName } from "../../ui/icon-paths.ts";

export type SectionId =
  | "profile"
  | "security"
  | "notifications"
  | "shortcuts"
  | "findings"
  | "replies"
  | "inboxes"
  | "members"
  | "tokens"
  | "model";

export type Section = {
  id: SectionId;
  icon: IconName;
  group: "you" | "house";
  /** Shown to administrators alone; the server holds everybody else off too. */
  administrators?: boolean;
  page: ComponentType;
  /** One thing of the section, at an address of its own. */
  item?: ComponentType<{ id: string }>;
};

export const sections: readonly Section[] = [
  {
    id: "profile",
    icon: "person",
    group: "you",
    page: lazy(() =>
      import("../profile/profile-section.tsx").then((file) => ({ default: file.ProfileSection })),
    ),
  },
  {
    id: "security",
    icon: "key",
    group: "you",
    page: lazy(() =>
      import("../security/security-section.tsx").then((file) => ({ default: file.SecuritySection })),
    ),
  },
  {
    id: "notifications",
    icon: "bell",
    group: "you",
    page: lazy(() =>
      import("./notifications-section.tsx").then((file) => ({ default: file.NotificationsSection })),
    ),
  },
  {
    id: "shortcuts",
    icon: "keyboard",
    group: "you",
    page: lazy(() => import("./shortcuts-section.tsx").then((file) => ({ default: file.ShortcutsSection }))),
  },
  {
    id: "findings",
    icon: "eye",
    group: "you",
    page: lazy(() =>
      import("../guard/findings-section.tsx").then((file) => ({ default: file.FindingsSection })),
    ),
  },
  {
    id: "replies",
    icon: "slash",
    group: "house",
    page: lazy(() =>
      import("../replies/replies-section.tsx").then((file) => ({ default: file.RepliesSection })),
    ),
    item: lazy(() => import("../replies/reply-page.tsx").then((file) => ({ default: file.ReplyPage }))),
  },
  {
    id: "inboxes",
    icon: "inbox",
    group: "house",
    administrators: true,
    page: lazy(() =>
      import("../inboxes/inboxes-section.tsx").then((file) => ({ default: file.InboxesSection })),
    ),
    item: lazy(() => import("../inboxes/inbox-page.tsx").then((file) => ({ default: file.InboxPage }))),
  },
  {
    id: "members",
    icon: "people",
    group: "house",
    administrators: true,
    page: lazy(() =>
      import("../accounts/members-section.tsx").then((file) => ({ default: file.MembersSection })),
    ),
    item: lazy(() => import("../accounts/member-page.tsx").then((file) => ({ default: file.MemberPage }))),
  },
  {
    id: "tokens",
    icon: "api",
    group: "house",
    administrators: true,
    page: lazy(() =>
      import("../accounts/tokens-section.tsx").then((file) => ({ default: file.TokensSection })),
    ),
  },
  {
    id: "model",
    icon: "star",
    group: "house",
    administrators: true,
    page: lazy(async () => {
      const [file] = await Promise.all([import("../models/model-section.tsx"), loadNamespaces(["models"])]);
      return { default: file.ModelSection };
    }),
  },
];

export function sectionsFor(session: Session | null): readonly Section[] {
  const role = session?.member.role ?? "agent";
  return sections.filter((section) => !section.administrators || isAtLeast(role, "administrator"));
}
