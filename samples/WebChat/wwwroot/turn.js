// Renders one question and its answer.
import { CodeBlock } from './codeblock.js';
import { copyButton } from './copy.js';
import { button, element } from './dom.js';
import { render } from './markdown.js';
import { Ticker } from './ticker.js';

export class Turn {
  /** The total usage of the responses; values that a provider does not report are null. */
  usage = null;
  text = '';
  #answer = element('div', '', 'answer');
  #foot = element('div', '', 'foot');
  #meta = element('p', '', 'meta');
  #tools = new Map();
  #part = null;
  #began = performance.now();

  constructor({ text, images }, providerName) {
    this.providerName = providerName;
    this.root = element('article', '', 'turn');
    this.root.setAttribute('aria-label', text.slice(0, 80));
    if (images.length > 0)
      this.root.append(pictures(images));
    this.root.append(element('p', text, 'mine'), this.#answer);
    this.#answer.setAttribute('aria-busy', 'true');
    this.#foot.append(this.#meta);
    this.#answer.append(this.#foot);
    this.phase('Waiting');
  }

  /** Sets the current phase, or none; its line is reused when the answer has ended, so that the layout does not shift. */
  phase(word) {
    this.#meta.textContent = word ? `${this.providerName} · ${word}…` : this.providerName;
  }

  thinking(delta) {
    if (this.#part?.kind !== 'thinking') {
      this.#close();
      const details = element('details', '', 'thinking');
      const summary = element('summary');
      const label = element('span', 'Thinking', 'label');
      const ticker = new Ticker();
      const thought = element('div', '', 'thought');
      summary.append(label, ticker.root);
      details.append(summary, thought);
      this.#open({ kind: 'thinking', text: '', painted: 0, label, ticker, thought, began: performance.now() }, details);
    }
    this.#part.text += delta;
  }

  write(delta) {
    if (this.#part?.kind !== 'text') {
      if (delta.trim() === '')
        return;
      this.#close();
      if (this.text)
        this.text += '\n\n';
      const box = element('div', '', 'text');
      this.#open({ kind: 'text', text: '', box }, box);
    }
    this.#part.text += delta;
    this.text += delta;
  }

  toolCall({ id, name, arguments: json }) {
    this.#close();
    const details = element('details', '', 'tool');
    const summary = element('summary');
    const outcome = element('span', 'running', 'outcome');
    summary.append(element('span', name, 'name'), element('span', json, 'arguments'), outcome);
    details.append(summary);
    this.#tools.set(id, { details, outcome });
    this.#foot.before(details);
  }

  toolResult({ id, succeeded, result, milliseconds }) {
    const { details, outcome } = this.#tools.get(id);
    details.classList.toggle('failed', !succeeded);
    outcome.textContent = succeeded ? `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms` : 'failed';
    const code = new CodeBlock('json', 'result');
    code.update(pretty(result).split('\n'));
    details.append(code.root);
  }

  /** Renders the text received since the last call; called once per frame. */
  paint(isComplete = false) {
    const part = this.#part;
    if (part?.kind === 'thinking') {
      const news = part.text.slice(part.painted);
      part.painted = part.text.length;
      part.thought.append(news);
      part.ticker.add(news);
    } else if (part?.kind === 'text') {
      render(part.box, part.text.trim(), isComplete);
    }
  }

  end(note) {
    this.#close();
    if (note)
      this.#foot.before(element('p', note, 'note'));
    this.#complete([...this.#figures(), seconds(performance.now() - this.#began)]);
  }

  stop(askAgain) {
    const note = element('div', 'Stopped. This question is not saved in the conversation.', 'note');
    note.append(element('br'), button('Ask again', 'again', askAgain));
    this.#fail(note);
  }

  error({ title, advice, retryAfterSeconds, detail }, askAgain) {
    const box = element('div', '', 'error');
    box.setAttribute('role', 'alert');
    box.append(element('strong', title), element('span', advice));
    if (retryAfterSeconds != null)
      box.append(element('span', `${this.providerName} requests a wait of ${wait(retryAfterSeconds)}.`));
    if (detail)
      box.append(element('span', detail, 'detail'));
    box.append(button('Try again', 'again', askAgain));
    this.#fail(box);
  }

  #fail(box) {
    this.#close();
    for (const { outcome } of this.#tools.values())
      if (outcome.textContent === 'running')
        outcome.textContent = 'stopped';
    this.#foot.before(box);
    this.#complete(this.#figures());
  }

  #complete(figures) {
    this.#meta.textContent = [this.providerName, ...figures].join(' · ');
    if (this.text)
      this.#foot.append(copyButton('answer', () => this.text.trim()));
    this.#answer.setAttribute('aria-busy', 'false');
  }

  #open(part, box) {
    this.#part = part;
    this.#foot.before(box);
  }

  #close() {
    this.paint(true);
    if (this.#part?.kind === 'thinking') {
      const { label, ticker, began } = this.#part;
      const duration = performance.now() - began;
      label.textContent = duration < 950 ? 'Thought for a moment' : `Thought for ${seconds(duration)}`;
      ticker.root.remove();
    }
    this.#part = null;
  }

  #figures() {
    if (!this.usage)
      return [];
    const { promptTokens, completionTokens, reasoningTokens, usd, costSource } = this.usage;
    const reasoning = reasoningTokens ? ` (${reasoningTokens} thinking)` : '';
    return [
      promptTokens == null || completionTokens == null
        ? 'tokens not reported'
        : `${promptTokens} tokens in, ${completionTokens} out${reasoning}`,
      usd == null ? 'cost not reported' : `${money(usd)} ${costSource}`,
    ];
  }
}

/** Adds the usage of two responses; a value that one of them lacks is null in the sum. */
export function add(left, right) {
  if (!left)
    return right;
  const sum = (a, b) => a == null || b == null ? null : a + b;
  return {
    promptTokens: sum(left.promptTokens, right.promptTokens),
    completionTokens: sum(left.completionTokens, right.completionTokens),
    reasoningTokens: sum(left.reasoningTokens, right.reasoningTokens),
    usd: sum(left.usd, right.usd),
    costSource: left.costSource === 'reported' ? right.costSource : left.costSource,
  };
}

export const money = usd => `$${usd.toFixed(6).replace(/(\.\d\d\d*?)0+$/, '$1')}`;

const seconds = milliseconds => milliseconds < 50 ? 'less than 0.1 s' : `${(milliseconds / 1000).toFixed(1)} s`;

const wait = seconds => seconds < 90 ? `${Math.ceil(seconds)} seconds` : `${Math.ceil(seconds / 60)} minutes`;

function pictures(images) {
  const box = element('div', '', 'pictures');
  box.append(...images.map(({ name, url }) => Object.assign(element('img'), { src: url, alt: name })));
  return box;
}

function pretty(json) {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
