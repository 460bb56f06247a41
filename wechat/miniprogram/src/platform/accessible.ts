// uni-app's buttons for browsers are elements of its own, of which neither a keyboard nor a screen reader knows that they
// are buttons; and what has a role is to be used with Enter, too.
const PRESSED = 'uni-button, [role="button"], [role="link"], [role="checkbox"], [role="switch"], [role="radio"]';

function tell(): void {
  document.querySelectorAll<HTMLElement>('uni-button:not([role])').forEach((button) => {
    button.setAttribute('role', 'button');
    button.tabIndex = 0;
  });
}

new MutationObserver(tell).observe(document.documentElement, { childList: true, subtree: true });

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' && event.key !== ' ') return;
  const target = event.target as HTMLElement | null;
  if (!target?.matches(PRESSED)) return;
  event.preventDefault();
  target.click();
});
