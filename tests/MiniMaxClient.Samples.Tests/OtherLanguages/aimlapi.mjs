// The request on AIML API's pages of MiniMax-M2.1 by fetch, and the same as a stream: <address> <key> <model>
const [address, key, model] = process.argv.slice(2);

const send = (fields) => fetch(`${address}/chat/completions`, {
  method: 'POST',
  headers: { 'Authorization': `Bearer ${key}`, 'Content-Type': 'application/json' },
  body: JSON.stringify({ model, messages: [{ role: 'user', content: 'Hello' }], ...fields }),
});

const response = await send({});
const body = await response.json();

let text = '';
for await (const part of (await send({ stream: true })).body.pipeThrough(new TextDecoderStream()))
  text += part;
const chunks = text.split('\n')
  .filter((line) => line.startsWith('data: ') && line !== 'data: [DONE]')
  .map((line) => JSON.parse(line.slice('data: '.length)));

console.log(JSON.stringify({ status: response.status, body, chunks }));
