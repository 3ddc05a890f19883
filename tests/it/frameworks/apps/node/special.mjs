// Backends with a habit that makes it hard to tell what they have not built.

import express from 'express4'
import { number, stock } from './data.mjs'

function reading(app, { items, notes }) {
  const one = (things) => (request, response, next) => {
    const thing = things.get(number(request.params.id))
    thing ? response.json(thing) : next()
  }
  app.get('/items/:id', one(items))
  app.put('/items/:id', one(items))
  app.get('/notes', (request, response) => response.json([...notes.values()]))
  app.get('/notes/:id', one(notes))
  return app
}

const listed = (app, { items }) => {
  app.get('/items', (request, response) => response.json([...items.values()]))
  return app
}

/** It has items, but no list of them. */
const withoutList = () => reading(express(), stock())

/** It says that an id is no id before it says that there is no such thing. */
function withRange() {
  const app = express()
  app.param('id', (request, response, next, id) =>
    number(id) <= 1000 ? next() : response.status(400).json({ error: 'An id is at most 1000' }))
  return reading(listed(app, stock()), stock())
}

/** Things go while nobody looks: `POST /behind/notes/1`. */
function forgetful() {
  const things = stock()
  const app = express()
  app.post('/behind/notes/:id', (request, response) => {
    things.notes.delete(number(request.params.id))
    response.status(204).end()
  })
  return reading(listed(app, things), things)
}

/** Whoever asks for something else than things is sent to the login. */
function withLogin() {
  const app = reading(listed(express(), stock()), stock())
  app.use(/^\/(items|notes)\/\d+$/, (request, response) => response.status(404).json({ error: 'No such thing' }))
  app.use((request, response) => response.redirect('/login'))
  return app
}

export const apps = {
  'special-without-list': withoutList,
  'special-range': withRange,
  'special-forgetful': forgetful,
  'special-login': withLogin,
}
