// Creates elements, and announces changes to screen readers.

export const at = id => document.getElementById(id);

export function element(name, text = '', className = '') {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = className;
  return made;
}

export function button(label, className, onClick) {
  const made = element('button', label, className);
  made.type = 'button';
  made.addEventListener('click', onClick);
  return made;
}

export function announce(message) {
  if (at('status').textContent !== message)
    at('status').textContent = message;
}
