// SOAP 1.1 and 1.2: node-soap reads the WSDL from the mock and asks where that leads.

import soap from 'soap'

import { base, check } from './checks.mjs'

const fault = ({ message, response }) => ({ message, status: response?.status })

for (const [version, port] of [['1.1', 'Prices11'], ['1.2', 'Prices12']]) {
  const ask = (call, ask) => check(`node-soap ${version}`, call, ask, fault)
  const client = await soap.createClientAsync(`${base}/prices?wsdl`, { forceSoap12Headers: version === '1.2' })
  const service = client.PriceService[port]
  const invoke = (operation, parameters) => new Promise((resolve, reject) => {
    service[operation](parameters, (error, result) => (error ? reject(error) : resolve(result)))
  })
  await ask('GetPrice', () => invoke('GetPrice', { symbol: 'ACME' }))
  await ask('GetPrice of another', () => invoke('GetPrice', { symbol: 'ZINC' }))
  await ask('GetPrice, more said', () => invoke('GetPrice', { symbol: 'ZINC', on: '2026-02-03' }))
  await ask('ListSymbols', () => invoke('ListSymbols', {}))
  await ask('fault', () => invoke('GetPrice', { symbol: 'NONE' }))
  await ask('no such operation', () => invoke('Unheard', {}))
}
