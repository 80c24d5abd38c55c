// Prints a tree-sitter grammar as JSON data, by functions of the names that its file calls.
const rule = (type, more) => ({ type, ...more });
const made = (x) =>
  typeof x === "string" ? rule("text", { text: x }) : x instanceof RegExp ? rule("pattern", { pattern: x.source }) : x;
const several = (type) => (...members) => rule(type, { members: members.map(made) });
const one = (type) => (inner) => rule(type, { members: [made(inner)] });

Object.assign(global, {
  grammar: (g) => g,
  seq: several("seq"),
  choice: several("choice"),
  repeat: one("repeat"),
  repeat1: one("repeat1"),
  optional: one("optional"),
  token: made,
  prec: (_, inner) => made(inner),
});

const grammar = require(process.argv[2]);
const $ = new Proxy({}, { get: (_, name) => rule("name", { name }) });
const rules = Object.entries(grammar.rules).map(([name, f]) => [name, made(f($))]);
console.log(JSON.stringify(Object.fromEntries(rules)));
