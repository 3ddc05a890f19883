// A vendor of language models: openai, whose calls stream or do not.

import { File } from 'node:buffer'

import OpenAI, { toFile } from 'openai'

import { base, check } from './checks.mjs'

// Node 18 has it, but under no global name.
globalThis.File ??= File

const client = new OpenAI({ baseURL: `${base}/v1`, apiKey: 'secret', maxRetries: 0 })
const question = { model: 'small-1', messages: [{ role: 'system', content: 'Be brief' }, { role: 'user', content: 'Hello?' }] }
const ask = (call, ask) =>
  check('openai', call, ask, ({ constructor, status, code }) => ({ name: constructor.name, status, code }))

await ask('a chat', async () => {
  const { id, created, choices, usage } = await client.chat.completions.create(question)
  return { id, created, content: choices[0].message.content, total: usage.total_tokens }
})
await ask('a chat, explicitly whole', async () =>
  (await client.chat.completions.create({ ...question, stream: false })).choices[0].message.content)
await ask('a streamed chat', async () => {
  const pieces = []
  for await (const { choices } of await client.chat.completions.create({ ...question, stream: true })) {
    pieces.push(choices[0].delta.content ?? choices[0].finish_reason)
  }
  return pieces
})
await ask('a streamed chat, put together', async () => {
  const stream = client.chat.completions.stream({ ...question, temperature: 0.5 })
  return (await stream.finalChatCompletion()).choices[0].message.content
})
await ask('too many chats', () =>
  client.chat.completions.create(question, { headers: { 'x-mock-response-code': '429' } }))
await ask('embeddings', async () =>
  (await client.embeddings.create({ model: 'embed-1', input: 'hi' })).data[0].embedding)
await ask('embeddings as numbers', async () =>
  (await client.embeddings.create({ model: 'embed-1', input: 'hi', encoding_format: 'float' })).data[0].embedding)
await ask('models', async () => {
  const ids = []
  for await (const { id } of client.models.list()) ids.push(id)
  return ids
})
await ask('an upload', async () => {
  const { id, purpose, bytes } = await client.files.create({ purpose: 'fine-tune', file: await toFile(Buffer.from('{}'), 'lines.jsonl') })
  return { id, purpose, bytes }
})
await ask('files, page by page', async () => {
  const ids = []
  for await (const { id } of client.files.list({ limit: 2 })) ids.push(id)
  return ids
})
await ask('deleted', () => client.files.delete('file-77'))
