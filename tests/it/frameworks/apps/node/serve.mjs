// Serves the apps that are named in the arguments, each on a port of its own. Prints `NAME PORT` for each, then
// `ready`, and ends when its standard input does.

import { createServer, Server } from 'node:http'

const modules = ['express', 'fastify', 'koa', 'hono', 'hapi', 'nest', 'json-server', 'special']
const wanted = process.argv.slice(2)

const served = (await Promise.all(modules.map(async (name) => {
  if (!wanted.some((app) => belongs(app, name))) return []
  const { apps } = await import(`./${name}.mjs`)
  return Object.entries(apps).filter(([app]) => wanted.includes(app))
}))).flat()

function belongs(app, module) {
  return app.startsWith(module)
}

for (const [name, build] of served) {
  const app = await build()
  const server = app instanceof Server ? app : createServer(app)
  server.keepAliveTimeout = 60_000
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  console.log(name, server.address().port)
}
console.log('ready')

process.stdin.resume().on('end', () => process.exit()).on('error', () => process.exit())
