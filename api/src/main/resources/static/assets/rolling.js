// A number whose digits roll instead of jumping. What a screen reader hears is the whole number.
export class RollingNumber extends HTMLElement {
  #columns = [];
  #value;

  connectedCallback() {
    this.setAttribute('role', 'img');
    if (this.#value === undefined) this.value = undefined;
  }

  get value() {
    return this.#value;
  }

  set value(value) {
    this.#value = value;
    const digits = value === undefined ? [] : String(Math.max(0, Math.trunc(value))).split('').map(Number);
    this.setAttribute('aria-label', value === undefined ? '还没有数字' : digits.join(''));
    this.classList.toggle('waiting', digits.length === 0);
    this.style.setProperty('--digits', Math.max(1, digits.length));
    while (this.#columns.length > digits.length) this.#columns.shift().remove();
    while (this.#columns.length < digits.length) {
      const column = document.createElement('span');
      column.className = 'digit';
      column.ariaHidden = 'true';
      const strip = document.createElement('span');
      strip.className = 'strip';
      for (let digit = 0; digit < 10; digit++) {
        const face = document.createElement('span');
        face.textContent = digit;
        strip.append(face);
      }
      column.append(strip);
      this.prepend(column);
      this.#columns.unshift(column);
    }
    digits.forEach((digit, at) => {
      this.#columns[at].firstElementChild.style.transform = `translateY(${-digit}em)`;
    });
  }
}

customElements.define('rolling-number', RollingNumber);
