import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { numberSearch, reportSearch } from "../features/report/report-search.ts";
import { loadNamespaces } from "../i18n/i18n.ts";
import { BrokenScreen, NowhereScreen } from "./broken-screen.tsx";
import { needSession } from "./load-session.ts";
import { RootScreen } from "./root-screen.tsx";

const root = createRootRoute({
  component: RootScreen,
  notFoundComponent: NowhereScreen,
  errorComponent: BrokenScreen,
});

/** Everything that needs somebody signed in. */
const desk = createRoute({
  getParentRoute: () => root,
  id: "desk",
  beforeLoad: ({ location }) => needSession(location.href),
  component: lazyRouteComponent(() => import("./desk-screen.tsx"), "DeskScreen"),
});

const home = createRoute({
  getParentRoute: () => desk,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/inbox/$view/{-$conversation}", params: { view: "my-turn" } });
  },
});

/** Optional parts keep one component on the screen while the view or the conversation changes. */
const inbox = createRoute({
  getParentRoute: () => desk,
  path: "/inbox/$view/{-$conversation}",
  loader: () => loadNamespaces(["inbox", "mail", "customers", "audit"]),
  component: lazyRouteComponent(() => import("../features/inbox/inbox-page.tsx"), "InboxPage"),
});

const customers = createRoute({
  getParentRoute: () => desk,
  path: "/customers/{-$customer}",
  loader: () => loadNamespaces(["inbox", "customers", "audit"]),
  component: lazyRouteComponent(() => import("../features/customers/customers-page.tsx"), "CustomersPage"),
});

const search = createRoute({
  getParentRoute: () => desk,
  path: "/search",
  validateSearch: (search): { q?: string } => (typeof search.q === "string" ? { q: search.q } : {}),
  loader: () => loadNamespaces(["search"]),
  component: lazyRouteComponent(() => import("../features/search/search-page.tsx"), "SearchPage"),
});

const report = createRoute({
  getParentRoute: () => desk,
  path: "/report",
  validateSearch: reportSearch,
  loader: () => loadNamespaces(["report", "audit"]),
  component: lazyRouteComponent(() => import("../features/report/report-page.tsx"), "ReportPage"),
});

const reportConversations = createRoute({
  getParentRoute: () => desk,
  path: "/report/conversations",
  validateSearch: numberSearch,
  loader: () => loadNamespaces(["report", "audit"]),
  component: lazyRouteComponent(
    () => import("../features/report/conversations-page.tsx"),
    "ReportConversationsPage",
  ),
});

const welcome = createRoute({
  getParentRoute: () => desk,
  path: "/welcome",
  loader: () => loadNamespaces(["welcome", "settings", "inbox"]),
  component: lazyRouteComponent(() => import("../features/welcome/welcome-page.tsx"), "WelcomePage"),
});

/** The frame with its sections, and in it one section or one thing of a section. */
const settings = createRoute({
  getParentRoute: () => desk,
  path: "/settings",
  loader: () => loadNamespaces(["settings", "inbox", "door", "guard", "mailboxes"]),
  component: lazyRouteComponent(() => import("../features/settings/settings-page.tsx"), "SettingsPage"),
});

const settingsSection = createRoute({
  getParentRoute: () => settings,
  path: "/{-$section}",
  component: lazyRouteComponent(() => import("../features/settings/settings-section.tsx"), "SettingsSection"),
});

const settingsItem = createRoute({
  getParentRoute: () => settings,
  path: "/$section/$item",
  component: lazyRouteComponent(() => import("../features/settings/settings-section.tsx"), "SettingsItem"),
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search): { to?: string; error?: string; news?: string } => ({
    ...(typeof search.to === "string" ? { to: search.to } : {}),
    ...(typeof search.error === "string" ? { error: search.error } : {}),
    ...(typeof search.news === "string" ? { news: search.news } : {}),
  }),
  loader: () => loadNamespaces(["door"]),
  component: lazyRouteComponent(() => import("../features/sign-in/sign-in-page.tsx"), "SignInPage"),
});

const setup = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  loader: () => loadNamespaces(["door"]),
  component: lazyRouteComponent(() => import("../features/sign-in/setup-page.tsx"), "SetupPage"),
});

const invitation = createRoute({
  getParentRoute: () => root,
  path: "/invitation",
  loader: () => loadNamespaces(["door"]),
  component: lazyRouteComponent(() => import("../features/sign-in/invitation-page.tsx"), "InvitationPage"),
});

const forgotten = createRoute({
  getParentRoute: () => root,
  path: "/forgotten",
  loader: () => loadNamespaces(["door"]),
  component: lazyRouteComponent(() => import("../features/sign-in/forgotten-page.tsx"), "ForgottenPage"),
});

const newPassword = createRoute({
  getParentRoute: () => root,
  path: "/new-password",
  loader: () => loadNamespaces(["door"]),
  component: lazyRouteComponent(() => import("../features/sign-in/new-password-page.tsx"), "NewPasswordPage"),
});

const tree = root.addChildren([
  desk.addChildren([
    home,
    inbox,
    customers,
    search,
    report,
    reportConversations,
    welcome,
    settings.addChildren([settingsSection, settingsItem]),
  ]),
  signIn,
  setup,
  invitation,
  forgotten,
  newPassword,
]);

export const router = createRouter({ routeTree: tree, defaultPreload: false, scrollRestoration: false });

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
