// Bodies as HTTP clients write them: forms, multipart with a file, compressed JSON.

import { gzipSync } from 'node:zlib'

import axios from 'axios'
import FormDataStream from 'form-data'
import got from 'got'
import { fetch, FormData, request } from 'undici'

import { base, check } from './checks.mjs'

const fields = { drink: 'coffee', size: 'very large & strong' }
const event = gzipSync(JSON.stringify({ source: { number: 1, name: 'till' }, kind: 'refund' }))
const compressed = { 'content-type': 'application/json', 'content-encoding': 'gzip' }

/** A form of the kind that a client wants, with a file. */
function filled(form, file) {
  form.append('kind', 'receipt')
  form.append('note', 'tea, “hot”')
  form.append('document', file, 'receipt.txt')
  return form
}

const blob = () => new Blob(['1 tea'], { type: 'text/plain' })
const own = () => filled(new globalThis.FormData(), blob())

const ofAxios = ({ status, data }) => ({ status, data })
const refusedByAxios = ({ name, response }) => ({ name, ...ofAxios(response) })
await check('axios', 'form', async () => ofAxios(await axios.post(`${base}/orders`, new URLSearchParams(fields))))
await check('axios', 'form of an object', async () => ofAxios(await axios.post(`${base}/orders`, fields, { headers: { 'content-type': 'application/x-www-form-urlencoded' } })))
await check('axios', 'multipart', async () => ofAxios(await axios.post(`${base}/documents`, own())))
await check('axios', 'multipart of form-data', async () =>
  ofAxios(await axios.post(`${base}/documents`, filled(new FormDataStream(), Buffer.from('1 tea')))))
await check('axios', 'gzip', async () => ofAxios(await axios.post(`${base}/events`, event, { headers: compressed })))
await check('axios', 'refused', () => axios.post(`${base}/orders`, new URLSearchParams({ drink: 'cocoa', size: 'large' })), refusedByAxios)

const ofGot = ({ statusCode, body }) => ({ status: statusCode, data: body })
const json = { responseType: 'json', retry: { limit: 0 } }
await check('got', 'form', async () => ofGot(await got.post(`${base}/orders`, { form: fields, ...json })))
await check('got', 'multipart', async () => ofGot(await got.post(`${base}/documents`, { body: own(), ...json })))
await check('got', 'multipart of form-data', async () =>
  ofGot(await got.post(`${base}/documents`, { body: filled(new FormDataStream(), Buffer.from('1 tea')), ...json })))
await check('got', 'gzip', async () => ofGot(await got.post(`${base}/events`, { body: event, headers: compressed, ...json })))
await check('got', 'refused', () => got.post(`${base}/orders`, { form: { drink: 'cocoa', size: 'large' }, ...json }),
  ({ name, response }) => ({ name, ...ofGot(response) }))

const ofFetch = async (response) => ({ status: response.status, data: await response.json() })
await check('undici fetch', 'form', async () =>
  ofFetch(await fetch(`${base}/orders`, { method: 'POST', body: new URLSearchParams(fields) })))
await check('undici fetch', 'multipart', async () =>
  ofFetch(await fetch(`${base}/documents`, { method: 'POST', body: filled(new FormData(), blob()) })))
await check('undici fetch', 'gzip', async () =>
  ofFetch(await fetch(`${base}/events`, { method: 'POST', body: event, headers: compressed })))
const ofUndici = async ({ statusCode, body }) => ({ status: statusCode, data: await body.json() })
await check('undici', 'multipart', async () =>
  ofUndici(await request(`${base}/documents`, { method: 'POST', body: filled(new FormData(), blob()) })))
await check('undici', 'gzip in chunks', async () =>
  ofUndici(await request(`${base}/events`, { method: 'POST', body: chunks(event), headers: compressed })))

async function* chunks(bytes) {
  for (let at = 0; at < bytes.length; at += 20) yield bytes.subarray(at, at + 20)
}
