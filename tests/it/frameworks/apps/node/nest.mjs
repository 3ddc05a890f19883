// NestJS without its compiler: decorators are functions, called here by hand.

import 'reflect-metadata'
import { Controller, Delete, Get, HttpCode, Module, NotFoundException, Param, Post, Put } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { number, stock } from './data.mjs'

function decorate(target, name, decorators, parameters = []) {
  const descriptor = Object.getOwnPropertyDescriptor(target.prototype, name)
  for (const decorator of decorators) decorator(target.prototype, name, descriptor)
  parameters.forEach((parameter, index) => parameter(target.prototype, name, index))
}

function controller(message) {
  const { items, notes } = stock()
  const thing = (things, id) => {
    const found = things.get(number(id))
    if (!found) throw new NotFoundException(message)
    return found
  }
  class Things {
    items() { return [...items.values()] }
    add() { return { id: 3 } }
    item(id) { return thing(items, id) }
    replace(id) { return thing(items, id) }
    remove(id) { thing(items, id) }
    copy(id) { thing(items, id); return { id: 3 } }
    notes() { return [...notes.values()] }
    note(id) { return thing(notes, id) }
  }
  const id = [Param('id')]
  decorate(Things, 'items', [Get('items')])
  decorate(Things, 'add', [Post('items')])
  decorate(Things, 'item', [Get('items/:id')], id)
  decorate(Things, 'replace', [Put('items/:id')], id)
  decorate(Things, 'remove', [Delete('items/:id'), HttpCode(204)], id)
  decorate(Things, 'copy', [Post('items/:id/copies')], id)
  decorate(Things, 'notes', [Get('notes')])
  decorate(Things, 'note', [Get('notes/:id')], id)
  Controller()(Things)
  return Things
}

async function build(message) {
  class App {}
  Module({ controllers: [controller(message)] })(App)
  const app = await NestFactory.create(App, { logger: false })
  await app.init()
  return app.getHttpAdapter().getInstance()
}

export const apps = {
  nest: () => build('No such thing'),
  'nest-bare': () => build(),
}
