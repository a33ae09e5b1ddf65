/** The number in the tab and on the installed app's icon: what is my turn, and nothing else. */
export function showBadge(count: number): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (link) link.href = count > 0 ? drawnIcon(count) : "/mark.svg";
  const shared = navigator as Navigator & {
    setAppBadge?: (count: number) => Promise<void>;
    clearAppBadge?: () => Promise<void>;
  };
  void (count > 0 ? shared.setAppBadge?.(count) : shared.clearAppBadge?.())?.catch(() => {});
}

const drawn = new Map<string, string>();

/** The line and the knot, with the number over them: petrol on paper, readable at 16 px. */
function drawnIcon(count: number): string {
  const words = count > 99 ? "99" : String(count);
  const known = drawn.get(words);
  if (known) return known;
  const canvas = document.createElement("canvas");
  canvas.width = 64;
  canvas.height = 64;
  const pen = canvas.getContext("2d");
  if (!pen) return "/mark.svg";
  pen.fillStyle = "#00515a";
  pen.beginPath();
  pen.roundRect(0, 0, 64, 64, 14);
  pen.fill();
  pen.fillStyle = "#ffffff";
  pen.fillRect(54, 8, 4, 48);
  pen.font = `600 ${words.length > 1 ? 38 : 46}px "Inter Variable", system-ui, sans-serif`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(words, 27, 35);
  const address = canvas.toDataURL("image/png");
  drawn.set(words, address);
  return address;
}
