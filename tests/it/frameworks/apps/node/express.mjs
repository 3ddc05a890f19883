// Express 4 and 5, in the ways that its users lay out a program.

import compression from 'compression'
import express4 from 'express4'
import express5 from 'express5'
import createError from 'http-errors'
import { fileURLToPath } from 'node:url'
import { number, stock } from './data.mjs'

const here = (name) => fileURLToPath(new URL(name, import.meta.url))

/** The routes; `missing` answers for what is not there. */
function routes(express, missing) {
  const { items, notes } = stock()
  const router = express.Router()
  const found = (things) => (request, response, next) => {
    request.thing = things.get(number(request.params.id))
    request.thing ? next() : missing(request, response, next)
  }
  const show = (request, response) => response.json(request.thing)
  router.get('/items', (request, response) => response.json([...items.values()]))
  router.post('/items', (request, response) => response.status(201).json({ id: 3 }))
  router.get('/items/:id', found(items), show)
  router.put('/items/:id', found(items), show)
  router.delete('/items/:id', found(items), (request, response) => response.status(204).end())
  router.post('/items/:id/copies', found(items), (request, response) => response.status(201).json({ id: 3 }))
  router.get('/notes', (request, response) => response.json([...notes.values()]))
  router.get('/notes/:id', found(notes), show)
  return router
}

const missing = {
  /** A message of its own, as most do. */
  own: (request, response) => response.status(404).json({ error: 'No such thing' }),
  /** As documented: the next handler is Express's own, which takes care of unknown paths too. */
  next: (request, response, next) => next('route'),
  /** The shortest way. */
  status: (request, response) => response.sendStatus(404),
  /** What the generator's layout makes of a missing thing. */
  thrown: (request, response, next) => next(createError(404)),
}

function plain(express, how) {
  const app = express()
  app.use(express.json(), routes(express, missing[how]))
  return app
}

/** What `express-generator` writes: one handler for whatever goes wrong, with a stack trace in development. */
function generated(express, environment) {
  const app = express()
  app.set('env', environment)
  app.set('views', here('views'))
  app.set('view engine', 'pug')
  app.use(express.json(), routes(express, missing.thrown))
  app.use((request, response, next) => next(createError(404)))
  app.use((error, request, response, next) => {
    response.locals.message = error.message
    response.locals.error = request.app.get('env') === 'development' ? error : {}
    response.status(error.status || 500)
    response.render('error')
  })
  return app
}

/** Unknown paths and missing things are answered alike, by a handler of the program's own. */
function alike(express) {
  const app = express()
  const say = (request, response) => response.status(404).json({ error: 'Not found' })
  app.use(express.json(), routes(express, say), say)
  return app
}

/** Nobody gets to the routes without a token. */
function guarded(express) {
  const app = express()
  app.use((request, response, next) => {
    request.get('authorization') === 'Bearer token' ? next() : response.status(401).json({ error: 'No token' })
  })
  app.use(express.json(), routes(express, missing.next))
  return app
}

/** An app of one page: whatever is no route of the API is the page. */
function singlePage(express) {
  const app = express()
  app.use(express.json(), routes(express, missing.own))
  app.get(/.*/, (request, response) => response.sendFile('index.html', { root: here('views') }))
  return app
}

function compressed(express, how) {
  const app = express()
  app.use(compression({ threshold: 0 }), express.json(), routes(express, missing[how]))
  return app
}

/** Two routers at one path: the first knows how to read things, the second how to write them. */
function twoRouters(express) {
  const { items, notes } = stock()
  const app = express()
  const [reading, writing] = [express.Router(), express.Router()]
  const found = (things) => (request, response, next) =>
    things.has(number(request.params.id)) ? next() : next('route')
  const show = (things) => (request, response) => response.json(things.get(number(request.params.id)))
  reading.get('/', (request, response) => response.json([...items.values()]))
  reading.get('/:id', found(items), show(items))
  writing.post('/', (request, response) => response.status(201).json({ id: 3 }))
  writing.put('/:id', found(items), show(items))
  writing.delete('/:id', found(items), (request, response) => response.status(204).end())
  writing.post('/:id/copies', found(items), (request, response) => response.status(201).json({ id: 3 }))
  app.use(express.json())
  app.use('/items', reading)
  app.use('/items', writing)
  app.get('/notes', (request, response) => response.json([...notes.values()]))
  app.get('/notes/:id', found(notes), show(notes))
  return app
}

const versions = { express4, express5 }

export const apps = Object.fromEntries(
  Object.entries(versions).flatMap(([name, express]) => [
    [`${name}`, () => plain(express, 'own')],
    [`${name}-next`, () => plain(express, 'next')],
    [`${name}-status`, () => plain(express, 'status')],
    [`${name}-alike`, () => alike(express)],
    [`${name}-generated-development`, () => generated(express, 'development')],
    [`${name}-generated-production`, () => generated(express, 'production')],
    [`${name}-token`, () => guarded(express)],
    [`${name}-single-page`, () => singlePage(express)],
    [`${name}-compressed`, () => compressed(express, 'own')],
    [`${name}-compressed-next`, () => compressed(express, 'next')],
    [`${name}-two-routers`, () => twoRouters(express)],
  ]),
)
