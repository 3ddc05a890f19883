import jsonServer from 'json-server'
import { stock } from './data.mjs'

function build() {
  const { items, notes } = stock()
  const app = jsonServer.create()
  app.use(jsonServer.defaults({ logger: false, static: new URL('views', import.meta.url).pathname }))
  app.use(jsonServer.router({ items: [...items.values()], notes: [...notes.values()] }))
  return app
}

export const apps = { 'json-server': build }
