// What every backend here has: the items and notes 1 and 2. Of items everything is built; of notes only what reads
// them; of orders, carts and plans nothing.

const things = () => new Map([1, 2].map((id) => [id, { id, name: `number ${id}` }]));

export const stock = () => ({ items: things(), notes: things() });

export const number = (text) => (/^\d+$/.test(text) ? Number(text) : undefined);
