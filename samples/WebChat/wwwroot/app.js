// Sends questions, renders the events of the answers, and cancels requests.
import { availableEffort, chosenEffort, chosenProvider, onProvider } from './choices.js';
import { announce, at } from './dom.js';
import { addImages, canSend, forgetImages, takeImages } from './images.js';
import { Turn, add, money } from './turn.js';

const [log, turns, welcome, question, send, latest] = ['log', 'turns', 'welcome', 'question', 'send', 'latest'].map(at);

let conversation = null;
let running = null;
let spent = 0;
let isPinned = true;
let isPainting = false;

onProvider(() => {
  const { name, isEmulated } = chosenProvider();
  at('faults').hidden = !isEmulated;
  at('source').textContent = isEmulated
    ? `The API key of ${name} is not set, so the emulator on this machine is used, without network and charges. `
      + 'The costs are simulated.'
    : `Requests are sent to ${name} and charged to your account.`;
});

/** Asks a question: its text, its images, and the effort that was selected for it. */
async function ask(asked) {
  const { id, name } = chosenProvider();
  const turn = new Turn(asked, name);
  const aborting = running = new AbortController();
  const askAgain = () => {
    if (running)
      return;
    turn.root.remove();
    ask(asked);
  };
  const finish = () => {
    if (running === aborting) {
      running = null;
      showRunning(false);
    }
  };
  welcome.hidden = true;
  turns.append(turn.root);
  showRunning(true);
  isPinned = true;
  follow();
  try {
    const response = await fetch('api/chat', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        provider: id,
        text: asked.text,
        conversation,
        effort: availableEffort(asked.effort),
        images: await Promise.all(asked.images.map(({ base64 }) => base64)),
      }),
      signal: aborting.signal,
    });
    if (!response.ok) {
      const problem = await response.json().catch(() => null);
      const advice = problem?.detail ?? `The app returned HTTP status ${response.status}.`;
      turn.error({ title: 'The app rejected the question', advice }, askAgain);
      return;
    }
    let last = null;
    for await (const event of readEvents(response.body)) {
      last = event.kind;
      // The end of the response may arrive after the final event; the buttons work at once.
      if (last === 'done' || last === 'error')
        finish();
      showEvent(turn, event, askAgain);
    }
    if (last !== 'done' && last !== 'error')
      throw new Error('The stream ended without a final event.');
  } catch (e) {
    if (aborting.signal.aborted) {
      turn.stop(askAgain);
      announce('Stopped');
    } else {
      turn.error({ title: 'The app cannot be reached', advice: 'Check that it is running, then try again.' }, askAgain);
    }
  } finally {
    finish();
    follow();
  }
}

function showEvent(turn, event, askAgain) {
  switch (event.kind) {
    case 'thinking':
      // The line of the thinking says so itself.
      turn.phase('');
      announce('Thinking');
      turn.thinking(event.text);
      break;
    case 'text':
      phase(turn, 'Answering');
      turn.write(event.text);
      break;
    case 'toolCall':
      phase(turn, `Running ${event.name}`);
      turn.toolCall(event);
      break;
    case 'toolResult':
      phase(turn, 'Waiting');
      turn.toolResult(event);
      break;
    case 'usage':
      turn.usage = add(turn.usage, event);
      spent += event.usd ?? 0;
      at('total').textContent = spent > 0 ? `${money(spent)} in this chat` : '';
      break;
    case 'error':
      turn.error(event, askAgain);
      break;
    case 'done':
      conversation = event.conversation;
      turn.end(event.note);
      announce(`Answer: ${turn.text}`);
      break;
  }
  if (!isPainting) {
    isPainting = true;
    requestAnimationFrame(() => {
      isPainting = false;
      turn.paint();
      follow();
    });
  }
}

function phase(turn, word) {
  turn.phase(word);
  announce(word);
}

/** Reads the events of a response; each is a line of data. */
async function* readEvents(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done)
      return;
    const events = (buffer + value).split('\n\n');
    buffer = events.pop();
    for (const event of events)
      yield JSON.parse(event.slice('data: '.length));
  }
}

function showRunning(isRunning) {
  send.textContent = isRunning ? 'Stop' : 'Send';
  send.classList.toggle('stop', isRunning);
}

function submit() {
  const text = question.value.trim();
  if (running || !canSend(text))
    return;
  question.value = '';
  ask({ text, images: takeImages(), effort: chosenEffort() });
}

// Scrolls to new content unless the user has scrolled up.
function follow() {
  if (isPinned)
    log.scrollTop = log.scrollHeight;
  latest.hidden = isPinned;
}

log.addEventListener('scroll', () => {
  isPinned = log.scrollHeight - log.scrollTop - log.clientHeight < 32;
  latest.hidden = isPinned;
});
// The composer grows with its text and its images.
new ResizeObserver(follow).observe(log);
latest.addEventListener('click', () => {
  isPinned = true;
  follow();
  question.focus();
});

at('composer').addEventListener('submit', e => {
  e.preventDefault();
  if (running)
    running.abort();
  else
    submit();
});
question.addEventListener('keydown', e => {
  if (e.key === 'Enter' && !e.shiftKey && !e.isComposing) {
    e.preventDefault();
    submit();
  }
});
document.addEventListener('keydown', e => {
  if (e.key === 'Escape')
    running?.abort();
});
at('anew').addEventListener('click', () => {
  running?.abort();
  running = null;
  showRunning(false);
  conversation = null;
  spent = 0;
  at('total').textContent = '';
  turns.replaceChildren();
  forgetImages();
  welcome.hidden = false;
  isPinned = true;
  latest.hidden = true;
  question.focus();
});
for (const card of document.querySelectorAll('[data-prompt]')) {
  card.addEventListener('click', () => {
    question.focus();
    ask({ text: card.dataset.prompt, images: [], effort: chosenEffort() });
  });
}
onProvider(() => at('picture').hidden = !chosenProvider().images);
at('picture').addEventListener('click', async () => {
  const picture = await (await fetch('shelf.png')).blob();
  addImages([new File([picture], 'shelf.png', { type: 'image/png' })]);
  question.value = 'What is on this shelf?';
  question.focus();
});
