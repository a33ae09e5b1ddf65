// Runs before the first paint, so that somebody who chose dark never sees a white flash. A file of its own because
// the content policy allows no inline script.
try {
  const look = JSON.parse(localStorage.getItem("amends.look") ?? "{}");
  if (look.theme && look.theme !== "system") document.documentElement.dataset.theme = look.theme;
  if (look.locale) document.documentElement.lang = look.locale;
} catch {}
