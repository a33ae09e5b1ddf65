/** A knot on its way to the promise. */
export function Logo() {
  return (
    <svg
      width="24"
      height="16"
      viewBox="0 0 24 16"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      strokeLinecap="round"
    >
      <path d="M2 8h8" strokeWidth="1.5" strokeDasharray="2 2.5" />
      <path d="M10 8h9" strokeWidth="3" />
      <circle cx="10" cy="8" r="3.2" fill="currentColor" stroke="none" />
      <path d="M20.5 1.5v13" strokeWidth="2" />
    </svg>
  );
}
