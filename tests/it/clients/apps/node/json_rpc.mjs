// JSON-RPC: viem and ethers speak to a node of a chain, jayson to anything.

import { ethers } from 'ethers'
import jayson from 'jayson'
import { createPublicClient, http } from 'viem'

import { base, check } from './checks.mjs'

const url = `${base}/v1/secret`
const [rich, poor] = ['11', '22'].map((byte) => `0x${byte.repeat(20)}`)
const unknown = `0x${'ef'.repeat(32)}`
const calldata = '0x70a08231'

async function viem() {
  const ask = (call, ask, describeError = ({ name, code }) => ({ name, code })) =>
    check('viem', call, ask, describeError)
  const chain = createPublicClient({ transport: http(url, { retryCount: 0 }) })
  await ask('chain id', () => chain.getChainId())
  await ask('block number', () => chain.getBlockNumber())
  await ask('balance', () => chain.getBalance({ address: rich }))
  await ask('balance of another', () => chain.getBalance({ address: poor }))
  await ask('block', async () => {
    const { number, gasLimit, timestamp, transactions } = await chain.getBlock()
    return { number, gasLimit, timestamp, transactions: transactions.length }
  })
  await ask('no such transaction', () => chain.getTransaction({ hash: unknown }))
  const reverted = (error) => error.walk(({ name }) => name === 'ExecutionRevertedError').details
  await ask('reverted call', () => chain.call({ to: poor, data: calldata }), reverted)
  await ask('no such method', () => chain.request({ method: 'eth_unheardOf' }))

  const batching = createPublicClient({ transport: http(url, { batch: true, retryCount: 0 }) })
  await ask('batch', () => Promise.all([
    batching.getBalance({ address: poor }), batching.getBlockNumber(), batching.getBalance({ address: rich }),
  ]))
  await ask('batch with an unknown method', async () => {
    const outcomes = await Promise.allSettled([
      batching.getGasPrice(), batching.request({ method: 'eth_unheardOf' }),
    ])
    return outcomes.map(({ value, reason }) => value ?? reason.code)
  })
}

async function ether() {
  const ask = (call, ask) =>
    check('ethers', call, ask, ({ code, error }) => ({ code, error: { code: error?.code } }))
  const chain = new ethers.JsonRpcProvider(url)
  await ask('chain id', async () => (await chain.getNetwork()).chainId)
  await ask('block number', () => chain.getBlockNumber())
  await ask('block', async () => {
    const { number, gasLimit, timestamp, transactions } = await chain.getBlock('latest')
    return { number, gasLimit, timestamp, transactions: transactions.length }
  })
  // What is asked at once goes out as one batch.
  await ask('batch', () => Promise.all([chain.getBalance(poor), chain.getBlockNumber(), chain.getBalance(rich)]))
  await ask('no such transaction', () => chain.getTransaction(unknown))
  await check('ethers', 'reverted call', () => chain.call({ to: poor, data: calldata }),
    ({ code, reason }) => ({ code, reason }))
  await ask('no such method', () => chain.send('eth_unheardOf', []))
  chain.destroy()
}

async function jaysons() {
  const said = (answer) => {
    if (!answer) return answer
    if (Array.isArray(answer)) return answer.map(said)
    const { id, result, error } = answer
    return { id, result, error: error?.code }
  }
  const ask = (call, send) => check('jayson', call, () => new Promise((resolve, reject) => {
    send((error, answer) => (error ? reject(error) : resolve(said(answer))))
  }))
  const client = jayson.client.http(url)
  const ids = { number: 7, zero: 0, negative: -3, fraction: 1.5, string: 'a-1', 'numeric string': '007', 'empty string': '' }
  for (const [kind, id] of Object.entries(ids)) {
    await ask(`id: ${kind}`, (done) => client.request('sum', [20, 22], id, done))
  }
  const nulls = jayson.client.http({ ...urlParts(), notificationIdNull: true })
  await ask('id: null', (done) => nulls.request('sum', [20, 22], null, done))
  const first = jayson.client.http({ ...urlParts(), version: 1 })
  await ask('version 1', (done) => first.request('sum', [20, 22], 4, done))
  await ask('named parameters', (done) => client.request('subtract', { subtrahend: 23, minuend: 42 }, 1, done))
  await ask('error', (done) => client.request('divide', [1, 0], 2, done))
  await ask('no such method', (done) => client.request('unheardOf', [], 3, done))
  await ask('notification', (done) => client.request('log', ['started'], null, done))
  await ask('notification of no such method', (done) => client.request('unheardOf', [], null, done))

  const make = (method, params, id) => client.request(method, params, id)
  await ask('batch', (done) => client.request([
    make('sum', [20, 22], 'last'), make('log', ['started'], null), make('unheardOf', [], 2),
    make('divide', [1, 0], 3), make('sum', [1, 2], 1),
  ], done))
  await ask('batch of notifications', (done) =>
    client.request([make('log', ['started'], null), make('log', ['stopped'], null)], done))
}

function urlParts() {
  const { hostname, port, pathname: path } = new URL(url)
  return { hostname, port, path }
}

await viem()
await ether()
await jaysons()
