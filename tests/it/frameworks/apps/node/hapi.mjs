import Hapi from '@hapi/hapi'
import Boom from '@hapi/boom'
import { createServer } from 'node:http'
import { number, stock } from './data.mjs'

async function build(message) {
  const { items, notes } = stock()
  const listener = createServer()
  const server = Hapi.server({ listener, autoListen: false })
  const thing = (things, request) => {
    const found = things.get(number(request.params.id))
    if (!found) throw Boom.notFound(message)
    return found
  }
  server.route([
    { method: 'GET', path: '/items', handler: () => [...items.values()] },
    { method: 'POST', path: '/items', handler: (request, h) => h.response({ id: 3 }).code(201) },
    { method: ['GET', 'PUT'], path: '/items/{id}', handler: (request) => thing(items, request) },
    { method: 'DELETE', path: '/items/{id}', handler: (request, h) => thing(items, request) && h.response().code(204) },
    {
      method: 'POST',
      path: '/items/{id}/copies',
      handler: (request, h) => thing(items, request) && h.response({ id: 3 }).code(201),
    },
    { method: 'GET', path: '/notes', handler: () => [...notes.values()] },
    { method: 'GET', path: '/notes/{id}', handler: (request) => thing(notes, request) },
  ])
  await server.initialize()
  return listener
}

export const apps = {
  hapi: () => build(),
  'hapi-message': () => build('No such thing'),
}
