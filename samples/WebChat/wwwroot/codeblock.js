// Shows a code block that can grow: its language, its copy button, and its lines in colors.
import { copyButton } from './copy.js';
import { element } from './dom.js';
import { highlight, startMode } from './highlight.js';
import { findLanguage } from './languages.js';

export class CodeBlock {
  root = element('div', '', 'code');
  #language;
  #code = element('code');
  #lines = [];

  constructor(languageName, label = languageName || 'code') {
    this.#language = findLanguage(languageName);
    const bar = element('div', '', 'bar');
    bar.append(
      element('span', label),
      copyButton(label === 'code' ? 'code' : `code, ${label}`, () => this.#lines.map(({ text }) => text).join('\n')));
    const pre = element('pre');
    pre.tabIndex = 0;
    pre.setAttribute('role', 'group');
    pre.setAttribute('aria-label', label === 'code' ? 'Code' : `Code, ${label}`);
    pre.append(this.#code);
    this.root.append(bar, pre);
  }

  /** Shows the lines; those that have not changed keep their elements. */
  update(lines) {
    let mode = startMode;
    lines.forEach((text, i) => {
      const old = this.#lines[i];
      if (old?.text !== text || old.start !== mode) {
        const { tokens, mode: end } = highlight(this.#language, text, mode);
        const shown = element('span', i > 0 ? '\n' : '');
        shown.append(...tokens.map(({ kind, text }) => kind ? element('span', text, kind) : text));
        if (old)
          old.shown.replaceWith(shown);
        else
          this.#code.append(shown);
        this.#lines[i] = { text, start: mode, end, shown };
      }
      mode = this.#lines[i].end;
    });
    for (const { shown } of this.#lines.splice(lines.length))
      shown.remove();
  }
}
