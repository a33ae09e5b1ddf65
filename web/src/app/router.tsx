import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
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
  component: lazyRouteComponent(() => import("../features/inbox/inbox-page.tsx"), "InboxPage"),
});

const customers = createRoute({
  getParentRoute: () => desk,
  path: "/customers/{-$customer}",
  component: lazyRouteComponent(() => import("../features/customers/customers-page.tsx"), "CustomersPage"),
});

const settings = createRoute({
  getParentRoute: () => desk,
  path: "/settings/{-$section}",
  loader: () => loadNamespaces(["settings"]),
  component: lazyRouteComponent(() => import("../features/settings/settings-page.tsx"), "SettingsPage"),
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search): { to?: string } => (typeof search.to === "string" ? { to: search.to } : {}),
  loader: () => loadNamespaces(["door"]),
  component: lazyRouteComponent(() => import("../features/accounts/sign-in-page.tsx"), "SignInPage"),
});

const setup = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  loader: () => loadNamespaces(["door"]),
  component: lazyRouteComponent(() => import("../features/accounts/setup-page.tsx"), "SetupPage"),
});

const tree = root.addChildren([desk.addChildren([home, inbox, customers, settings]), signIn, setup]);

export const router = createRouter({ routeTree: tree, defaultPreload: false, scrollRestoration: false });

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
