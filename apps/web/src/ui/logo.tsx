/** The mark: a picture between two presses. */
export function Logo({ size = 30 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden focusable="false">
      <rect width="32" height="32" rx="9" fill="#0f6f66" />
      <path
        d="M10 6.5 16 12l6-5.5M10 25.5 16 20l6 5.5"
        fill="none"
        stroke="#aeeadd"
        strokeWidth="2.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <rect x="7" y="14.5" width="18" height="3" rx="1.5" fill="#fff" />
    </svg>
  );
}
