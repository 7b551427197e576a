// The calls of RunAPI's pages with npm openai, a tool, and errors: <address> <key> <model>
import OpenAI from 'openai';

const [baseURL, apiKey, model] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
const messages = [{ role: 'user', content: 'Hello' }];

async function complete() {
  const completion = await client.chat.completions.create({ model, messages });
  return { text: completion.choices[0].message.content, usage: completion.usage };
}

async function stream() {
  const chunks = [];
  let usage = null;
  for await (const chunk of await client.chat.completions.create({
    model, messages, stream: true, stream_options: { include_usage: true },
  })) {
    usage = chunk.usage ?? usage;
    chunks.push(...chunk.choices.map((choice) => choice.delta.content ?? ''));
  }

  return { text: chunks.join(''), chunks: chunks.length, usage };
}

// The SDK runs the function and sends its result.
async function callTool() {
  const calls = [];
  const runner = client.chat.completions.runTools({
    model,
    messages: [{ role: 'user', content: 'How is the weather?' }],
    tools: [{
      type: 'function',
      function: {
        name: 'get_weather',
        description: 'Returns the weather',
        parameters: { type: 'object', properties: { city: { enum: ['Oslo', 'Rome'] } }, required: ['city'] },
        parse: JSON.parse,
        function: ({ city }) => {
          calls.push(city);
          return 'snow';
        },
      },
    }],
  });
  return { text: await runner.finalContent(), calls };
}

async function fail(call) {
  try {
    await call();
    return 'no error';
  } catch (error) {
    return { type: error.constructor.name, status: error.status, message: error.message };
  }
}

const limited = { headers: { 'X-Emulate-Fault': '429; retry-after=2' } };
const wrongKey = new OpenAI({ baseURL, apiKey: 'wrong', maxRetries: 0 });
console.log(JSON.stringify({
  completion: await complete(),
  stream: await stream(),
  tool: await callTool(),
  invalidKey: await fail(() => wrongKey.chat.completions.create({ model, messages })),
  rateLimit: await fail(() => client.chat.completions.create({ model, messages }, limited)),
}));
