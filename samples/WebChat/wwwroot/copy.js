// A button that copies a text.
import { announce, button, element } from './dom.js';

const shownFor = 2000;

/** Creates a button that copies the text which getText returns; name says what it copies. */
export function copyButton(name, getText) {
  let timer;
  const made = button('Copy', 'copy', async () => {
    show(await copy(getText()) ? 'Copied' : 'Not copied');
    clearTimeout(timer);
    timer = setTimeout(reset, shownFor);
  });
  reset();
  return made;

  function show(result) {
    made.textContent = result;
    made.removeAttribute('aria-label');
    announce(result);
  }

  function reset() {
    made.textContent = 'Copy';
    made.setAttribute('aria-label', `Copy ${name}`);
  }
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelection(text);
  }
}

// Pages that are opened by http have no clipboard API, unless from this machine.
function copySelection(text) {
  const focused = document.activeElement;
  const box = element('textarea', '', 'unseen');
  box.value = text;
  document.body.append(box);
  box.select();
  const isCopied = document.execCommand('copy');
  box.remove();
  focused?.focus({ preventScroll: true });
  return isCopied;
}
