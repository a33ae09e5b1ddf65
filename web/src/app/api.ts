import { createApi } from "../live/api.ts";
import { signedOut } from "./session.ts";

/** The one client of this page. */
export const api = createApi((input, init) => fetch(input, init), signedOut);
