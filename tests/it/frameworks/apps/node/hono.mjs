import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { number, stock } from './data.mjs'

function build(missing) {
  const { items, notes } = stock()
  const app = new Hono()
  const thing = (things, context) => things.get(number(context.req.param('id')))
  const one = (things) => (context) => {
    const found = thing(things, context)
    return found ? context.json(found) : missing(context)
  }
  app.get('/items', (context) => context.json([...items.values()]))
  app.post('/items', (context) => context.json({ id: 3 }, 201))
  app.get('/items/:id', one(items))
  app.put('/items/:id', one(items))
  app.delete('/items/:id', (context) => (thing(items, context) ? context.body(null, 204) : missing(context)))
  app.post('/items/:id/copies', (context) =>
    (thing(items, context) ? context.json({ id: 3 }, 201) : missing(context)))
  app.get('/notes', (context) => context.json([...notes.values()]))
  app.get('/notes/:id', one(notes))
  return getRequestListener(app.fetch)
}

export const apps = {
  hono: () => build((context) => context.json({ error: 'No such thing' }, 404)),
  'hono-not-found': () => build((context) => context.notFound()),
}
