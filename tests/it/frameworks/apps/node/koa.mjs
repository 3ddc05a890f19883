import Koa from 'koa'
import Router from '@koa/router'
import { number, stock } from './data.mjs'

/** What Koa says where nobody has set a body is its answer for unknown paths, too. */
function build(answersMethods) {
  const { items, notes } = stock()
  const app = new Koa()
  app.silent = true
  const router = new Router()
  const thing = (things, context) => things.get(number(context.params.id)) ?? context.throw(404)
  router.get('/items', (context) => (context.body = [...items.values()]))
  router.post('/items', (context) => ([context.status, context.body] = [201, { id: 3 }]))
  router.get('/items/:id', (context) => (context.body = thing(items, context)))
  router.put('/items/:id', (context) => (context.body = thing(items, context)))
  router.delete('/items/:id', (context) => {
    thing(items, context)
    context.status = 204
  })
  router.post('/items/:id/copies', (context) => {
    thing(items, context)
    context.status = 201
    context.body = { id: 3 }
  })
  router.get('/notes', (context) => (context.body = [...notes.values()]))
  router.get('/notes/:id', (context) => (context.body = thing(notes, context)))
  app.use(router.routes())
  if (answersMethods) app.use(router.allowedMethods())
  return app.callback()
}

export const apps = {
  koa: () => build(false),
  'koa-allowed-methods': () => build(true),
}
