// uni-app's elements for browsers are its own: neither a keyboard nor a screen reader knows that they are buttons, and
// what a field is called stays outside of the field.
const PRESSED = 'uni-button, [role="button"], [role="link"], [role="checkbox"], [role="switch"], [role="radio"]';
const each = (selector: string, work: (found: HTMLElement) => void) => document.querySelectorAll<HTMLElement>(selector).forEach(work);

function tell(): void {
  each('uni-button:not([role])', (button) => {
    button.setAttribute('role', 'button');
    button.tabIndex = 0;
  });
  each('uni-button[disabled="true"]:not([aria-disabled])', (button) => button.setAttribute('aria-disabled', 'true'));
  each('uni-button[aria-disabled]:not([disabled="true"])', (button) => button.removeAttribute('aria-disabled'));
  each('uni-input[aria-label], uni-textarea[aria-label]', (outer) => {
    const field = outer.querySelector('input, textarea');
    if (!field) return;
    field.setAttribute('aria-label', outer.getAttribute('aria-label') ?? '');
    outer.removeAttribute('aria-label');
  });
  // The element around it has the name.
  each('uni-image img:not([alt])', (picture) => picture.setAttribute('alt', ''));
  each('[role="heading"]:not([aria-level])', (heading) => heading.setAttribute('aria-level', heading.classList.contains('title') ? '1' : '2'));
}

new MutationObserver(tell).observe(document.documentElement, { childList: true, subtree: true, attributeFilter: ['disabled'] });

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' && event.key !== ' ') return;
  const target = event.target as HTMLElement | null;
  if (!target?.matches(PRESSED)) return;
  event.preventDefault();
  target.click();
});
