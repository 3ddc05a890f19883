// Lets no socket of this process lead anywhere but to this machine: a client that is led away says so as an error, and
// nothing leaves.

import dns from 'node:dns'
import net from 'node:net'

function refuse(host) {
  throw new Error(`led away to ${host}`)
}

const lookup = dns.lookup
dns.lookup = (host, ...rest) => (host === 'localhost' ? lookup(host, ...rest) : refuse(host))

const connect = net.Socket.prototype.connect
net.Socket.prototype.connect = function (...args) {
  const [options] = Array.isArray(args[0]) ? args[0] : args
  const host = options.host ?? 'localhost'
  if (!options.path && !['localhost', '127.0.0.1'].includes(host)) refuse(host)
  return connect.apply(this, args)
}
