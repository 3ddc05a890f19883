import fastify from 'fastify'
import { number, stock } from './data.mjs'

async function build(missing) {
  const { items, notes } = stock()
  const app = fastify()
  const thing = (things, request) => things.get(number(request.params.id))
  const one = (things) => (request, reply) => thing(things, request) ?? missing(reply)
  app.get('/items', () => [...items.values()])
  app.post('/items', (request, reply) => reply.code(201).send({ id: 3 }))
  app.get('/items/:id', async (request, reply) => one(items)(request, reply))
  app.put('/items/:id', async (request, reply) => one(items)(request, reply))
  app.delete('/items/:id', async (request, reply) =>
    thing(items, request) ? reply.code(204).send() : missing(reply))
  app.post('/items/:id/copies', async (request, reply) =>
    thing(items, request) ? reply.code(201).send({ id: 3 }) : missing(reply))
  app.get('/notes', () => [...notes.values()])
  app.get('/notes/:id', async (request, reply) => one(notes)(request, reply))
  await app.ready()
  return (request, response) => app.routing(request, response)
}

export const apps = {
  fastify: () => build((reply) => reply.code(404).send({ error: 'No such thing' })),
  'fastify-not-found': () => build((reply) => {
    reply.callNotFound()
    return reply
  }),
}
